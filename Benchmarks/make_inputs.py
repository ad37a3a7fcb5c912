"""Writes what training, sampling and the tokenizer are measured on: rows.jsonl, prompts.jsonl and mixed.txt.

    python3 Benchmarks/make_inputs.py --out .deps/bench

They are made from the reference continuations of SmolLM2 in the test fixtures: 64 rows of about 100 tokens, of which the completion
is supervised, and 100 prompts of about 25 tokens, no two alike.
The text is this repository's own, code and prose and data, with words in other scripts strewn in: 1 in 8 of its characters.
"""

import argparse
import json
import pathlib
import random
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURE = ROOT / "Tests/LanguageModelsTests/Fixtures/smollm2_greedy.json"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", required=True, type=pathlib.Path)
    out = arguments.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    cases = json.loads(FIXTURE.read_text())["rows"]
    random.seed(1)
    with open(out / "prompts.jsonl", "w") as file:
        for index in range(100):
            ids = cases[index % len(cases)]["prompt"]
            print(json.dumps({"ids": ids[:8] + [random.randrange(1000, 40000)] + ids[8:]}), file=file)
    with open(out / "rows.jsonl", "w") as file:
        for index in range(64):
            case = cases[index % len(cases)]
            completion = (case["output"] * 3)[:random.randrange(50, 110)]
            print(json.dumps({
                "ids": case["prompt"] + completion,
                "supervised": [0] * len(case["prompt"]) + [1] * len(completion)}), file=file)
    (out / "mixed.txt").write_text(mixed_text())


# Greek, Cyrillic, Hebrew, Arabic, Devanagari, kana, Chinese, Hangul, emoji.
SCRIPTS = [(0x3B1, 0x3C9), (0x430, 0x450), (0x5D0, 0x5EB), (0x627, 0x64B), (0x905, 0x93A), (0x3042, 0x3094),
           (0x4E00, 0x9FA6), (0xAC00, 0xD7A4), (0x1F300, 0x1F600)]


def mixed_text():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True).stdout.split("\0")
    generator = random.Random(1)
    parts = []
    for name in sorted(tracked):
        if name.endswith((".swift", ".md", ".py", ".jsonl", ".yaml", ".cpp", ".h")):
            text = (ROOT / name).read_text(encoding="utf-8")[:50_000]
            low, high = generator.choice(SCRIPTS)
            words = ["".join(chr(generator.randrange(low, high)) for _ in range(generator.randint(1, 8)))
                     for _ in range(len(text) // 44)]
            parts += [text, " ".join(words), "\n"]
    return "".join(parts)


if __name__ == "__main__":
    main()
