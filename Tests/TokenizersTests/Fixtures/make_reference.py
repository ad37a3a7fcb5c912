"""Writes what Hugging Face tokenizers make of a large mixed corpus, for the vocabularies of two published models.

    python make_reference.py [--out DIR]

For each model, DIR (default .deps/fixtures/tokenizers) then holds NAME.gguf.json, the arrays of its GGUF file, and for
every pre-tokenizer and normalizer NAME-VARIANT.json, a tokenizer.json, and NAME-VARIANT.cases, the documents with their
ids and the decoded text: some 300 MB. Nothing of it is committed: vocabularies and texts belong to others. The
pre-tokenizers are put together by hand, because converters lose some.
"""

import argparse
import json
import random
import struct
from pathlib import Path

from gguf import GGUFReader
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
SEED = 20260
TIKTOKEN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def by_expression(expression):
    return [
        pre_tokenizers.Split(Regex(expression), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]


BYTE_LEVEL = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
PRE_TOKENIZERS = {
    "gpt2": [BYTE_LEVEL],
    "smollm": [pre_tokenizers.Digits(individual_digits=True), BYTE_LEVEL],
    "llama3": by_expression(TIKTOKEN % r"\p{N}{1,3}"),
    "qwen2": by_expression(TIKTOKEN % r"\p{N}"),
}
MODELS = {
    "smollm2": (ROOT / ".deps" / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf", ["smollm", "gpt2", "llama3"]),
    "deepseek-r1-distill-qwen": (SHARED / "models" / "deepseek-r1-distill-qwen.vocab.gguf", ["qwen2", "qwen2-nfc"]),
}


def read_gguf(path):
    fields = GGUFReader(path).fields

    def value(name):
        field = fields.get(f"tokenizer.ggml.{name}")
        return field.contents() if field else None

    return {
        "tokens": value("tokens"),
        "tokenTypes": value("token_type"),
        "merges": value("merges"),
        "preTokenizer": value("pre"),
        "bosID": value("bos_token_id"),
        "eosID": value("eos_token_id"),
        "padID": value("padding_token_id"),
        "addsBOS": bool(value("add_bos_token")),
    }


def build_tokenizer(gguf, variant):
    vocabulary = {
        token: index for index, token in enumerate(gguf["tokens"]) if gguf["tokenTypes"][index] in (1, 2, 3, 4)
    }
    tokenizer = Tokenizer(models.BPE(vocabulary, [tuple(merge.split(" ")) for merge in gguf["merges"]]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(PRE_TOKENIZERS[variant.removesuffix("-nfc")])
    if variant.endswith("-nfc"):
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.decoder = decoders.ByteLevel()
    for index, kind in enumerate(gguf["tokenTypes"]):
        token = AddedToken(gguf["tokens"][index], normalized=False, special=kind != 4)
        if kind in (2, 3):
            tokenizer.add_special_tokens([token])
        elif kind == 4:
            tokenizer.add_tokens([token])
    return tokenizer


# The corpus


BLOCKS = {
    "Latin": [(0x41, 0x5B), (0x61, 0x7B), (0xC0, 0x250)],
    "Greek and Cyrillic": [(0x370, 0x400), (0x400, 0x530)],
    "Hebrew and Arabic": [(0x590, 0x700), (0x750, 0x780), (0xFB50, 0xFDFF)],
    "Devanagari to Sinhala": [(0x900, 0xE00)],
    "Thai, Tibetan, Georgian, Jamo": [(0xE00, 0x1200)],
    "CJK": [(0x3000, 0x3100), (0x4E00, 0xA000), (0xFF00, 0xFFF0)],
    "Hangul": [(0xAC00, 0xD7A4)],
    "symbols": [(0x2000, 0x2C00)],
    "emoji": [(0x1F300, 0x1FB00)],
    "ancient and mathematical": [(0x10000, 0x13000), (0x1D400, 0x1D800), (0x20000, 0x20200)],
}
GLUE = [" ", " ", " ", " ", ", ", ". ", "\n", "\n\n", "\r\n", "  ", "\t", "'s ", "'LL ", "-", "\u00a0", "\u3000", "\u200d", "0", "12 ", "2026"]
ENGLISH = (
    "the of and to in that was with model it's don't I'll we've they're reasoning Deployment answer TOKEN 1999 3.14 "
    "however, (perhaps) \"quoted\" e.g. http://example.org/a?b=c&d=1 user@example.org 50% $12.99 #tag well-known HTTPServer "
    "snake_case_name camelCaseName \u2014 \u201ccurly\u201d it\u2019s na\u00efve caf\u00e9 \u00fcber"
).split()
CODE = [
    "def f(x, *, y=0):\n", "    return x ** 2 + y\n", "        if (a != b && c <= 0x1F) {\n", "\t\tfor i in 0..<count {\n",
    "}\n", "// TODO: 'quoted' \"text\"\n", "#include <stdio.h>\n", "<div class=\"x\">&nbsp;</div>\r\n", "SELECT * FROM t;\n\n",
    "x = {'a': [1, 22, 333, 4444], **kw}  # noqa\n", "let s = \"\\u{1F600}\\n\"\n", "                    deep()\n", "\n\n\n", "  \n \n",
]
ZWJ = ["👩‍👩‍👧‍👦", "🏳️‍🌈", "👨🏽‍🚀", "🇩🇪🇫🇷", "1️⃣", "❤️‍🔥", "🤷🏿‍♀️", "☃️"]
MARKUP = ["<think>", "</think>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<｜User｜>", "<｜end▁of▁sentence｜>", "<|im_", "<tool_call>", "<"]


def word(rng, ranges):
    low, high = rng.choice(ranges)
    return "".join(chr(rng.randrange(low, high)) for _ in range(rng.randint(1, 9)))


def salad(rng, words, size):
    parts = []
    while size > 0:
        parts += [words(rng), rng.choice(GLUE)]
        size -= len(parts[-2].encode()) + len(parts[-1].encode())
    return "".join(parts)


def scalars(rng, size):
    values = (rng.choice([rng.randrange(0x110000), rng.randrange(0x3000), rng.randrange(0x100)]) for _ in range(size // 3))
    return "".join(chr(value) for value in values if not 0xD800 <= value < 0xE000)


def every_scalar():
    """Every scalar value that may be assigned, and some of the others, beside letters, digits, spaces and marks."""
    values = [
        value
        for value in range(0x110000)
        if not 0xD800 <= value < 0xE000 and (value < 0x34000 or 0xE0000 <= value < 0xE0200 or value % 97 == 0)
    ]
    for start in range(0, len(values), 2048):
        chunk = values[start : start + 2048]
        yield "".join(f"a{chr(v)}1 {chr(v)}!{chr(v)}'{chr(v)}\n" for v in chunk)


def adversarial():
    for unit in ["a", " ", "\n", " \n", "1", "!", "'", "字", "\u0301", "ab", "'s", "🙂", "<", "\u00a0", "aA1 ", "\r\n"]:
        yield unit * (40000 // len(unit.encode()))


def documents(megabytes):
    rng = random.Random(SEED)
    yield from adversarial()
    yield from every_scalar()
    for path in sorted((SHARED / "data").glob("**/*")):
        if path.suffix in (".jsonl", ".csv", ".yaml"):
            text = path.read_text()[:100_000]
            yield text if rng.random() < 0.3 else text.replace("\\n", "\n").replace('\\"', '"')
    size = megabytes * 1_000_000
    while size > 0:
        kind = rng.choice(["English", "code", "emoji", "scalars", "bytes", "mixed", *BLOCKS])
        length = rng.choice([20, 200, 2000, 20000])
        if kind in BLOCKS:
            text = salad(rng, lambda r: word(r, BLOCKS[kind]), length)
        elif kind == "English":
            text = salad(rng, lambda r: r.choice(ENGLISH), length)
        elif kind == "code":
            text = "".join(rng.choice(CODE) for _ in range(length // 20))
        elif kind == "emoji":
            text = salad(rng, lambda r: r.choice(ZWJ), length)
        elif kind == "scalars":
            text = scalars(rng, length)
        elif kind == "bytes":
            text = rng.randbytes(length).decode("utf-8", errors="replace")
        else:
            blocks = list(BLOCKS.values())
            text = salad(rng, lambda r: r.choice(MARKUP) if r.random() < 0.2 else word(r, r.choice(blocks)), length)
        size -= len(text.encode())
        yield text


# The file of cases: for each document its bytes, its ids, its ids without special tokens, some ids and their text


def write_cases(path, tokenizer, texts, vocabulary_size):
    rng = random.Random(SEED)
    literal = Tokenizer.from_str(tokenizer.to_str())
    literal.encode_special_tokens = True
    total = 0
    with open(path, "wb") as file:

        def write_text(text):
            data = text.encode()
            file.write(struct.pack("<I", len(data)) + data)

        def write_ids(ids):
            file.write(struct.pack(f"<{len(ids) + 1}I", len(ids), *ids))

        for text in texts:
            total += len(text.encode())
            sample = [rng.randrange(vocabulary_size) for _ in range(rng.randint(0, 40))]
            write_text(text)
            write_ids(tokenizer.encode(text, add_special_tokens=False).ids)
            write_ids(literal.encode(text, add_special_tokens=False).ids if "<" in text else [])
            write_ids(sample)
            write_text(tokenizer.decode(sample, skip_special_tokens=False))
            write_text(tokenizer.decode(sample, skip_special_tokens=True))
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / ".deps" / "fixtures" / "tokenizers")
    parser.add_argument("--megabytes", type=int, default=4, help="of generated text, besides the fixed documents")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, (path, variants) in MODELS.items():
        if not path.exists():
            print(f"{name}: {path.name} is missing, left out")
            continue
        gguf = read_gguf(path)
        (arguments.out / f"{name}.gguf.json").write_text(json.dumps(gguf))
        for variant in variants:
            tokenizer = build_tokenizer(gguf, variant)
            tokenizer.save(str(arguments.out / f"{name}-{variant}.json"))
            cases = arguments.out / f"{name}-{variant}.cases"
            size = write_cases(cases, tokenizer, documents(arguments.megabytes), len(gguf["tokens"]))
            print(f"{name}, {variant}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
