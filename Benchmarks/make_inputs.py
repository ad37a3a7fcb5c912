"""Writes the token files that training and sampling are measured on: rows.jsonl and prompts.jsonl.

    python3 Benchmarks/make_inputs.py --out .deps/bench

They are made from the reference continuations of SmolLM2 in the test fixtures: 64 rows of about 100 tokens, of which the completion
is supervised, and 100 prompts of about 25 tokens, no two alike.
"""

import argparse
import json
import pathlib
import random

FIXTURE = pathlib.Path(__file__).parent.parent / "Tests/LanguageModelsTests/Fixtures/smollm2_greedy.json"


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


if __name__ == "__main__":
    main()
