"""Megabytes a second of Hugging Face tokenizers on one thread, of processor time, best of three, beside `candor bench tokenizer`.

    python hf_tokenizers.py tokenizer.json TEXT...

Prints one JSON line; `digest` is of the tokens, which must be the same on both sides.
"""

import hashlib
import os
import struct
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"

import tokenizers  # noqa: E402

import prompts as inputs  # noqa: E402


def best_time(work):
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main():
    definition, *paths = sys.argv[1:]
    tokenizer = tokenizers.Tokenizer.from_file(definition)
    inputs.report("hf-tokenizers", "MB/s", [measure(tokenizer, path) for path in paths],
                  tokenizers=tokenizers.__version__, tokenizer=os.path.basename(definition))


def measure(tokenizer, path):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    megabytes = len(text.encode()) / 1e6
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    encoding = best_time(lambda: tokenizer.encode(text, add_special_tokens=False))
    decoding = best_time(lambda: tokenizer.decode(ids, skip_special_tokens=False))
    return dict(text=os.path.basename(path), megabytes=megabytes, tokens=len(ids), rate=megabytes / encoding,
                decoding=megabytes / decoding, digest=hashlib.sha256(struct.pack(f"<{len(ids)}I", *ids)).hexdigest())


if __name__ == "__main__":
    main()
