"""Megabytes a second of Hugging Face tokenizers on one thread, best of three, beside `candor bench tokenizer`.

    python hf_tokenizers.py tokenizer.json TEXT...
"""

import os
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"

from tokenizers import Tokenizer  # noqa: E402


def best_time(work):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main():
    definition, *paths = sys.argv[1:]
    tokenizer = Tokenizer.from_file(definition)
    for path in paths:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        megabytes = len(text.encode()) / 1e6
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        encoding = best_time(lambda: tokenizer.encode(text, add_special_tokens=False))
        decoding = best_time(lambda: tokenizer.decode(ids, skip_special_tokens=False))
        print(
            f"{path}: {megabytes:.1f} MB, {len(ids)} tokens, "
            f"encode {megabytes / encoding:.1f} MB/s, decode {megabytes / decoding:.1f} MB/s"
        )


if __name__ == "__main__":
    main()
