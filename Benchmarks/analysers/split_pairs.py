"""Splits SVEN's Python pairs by project into two halves: the rules were first tuned on one without sight of the other.

python3 Benchmarks/analysers/split_pairs.py train_cwe-*.jsonl --out FOLDER
candor analyse --pairs FOLDER/tuning.jsonl; candor analyse --pairs FOLDER/held-out.jsonl
"""

import argparse
import hashlib
import json
from pathlib import Path


def half(row):
    """A project is the host's owner/name in `commit_link`; the first byte of its SHA-256 decides."""
    project = "/".join(row["commit_link"].split("/")[1:3])
    return "tuning" if hashlib.sha256(project.encode()).digest()[0] % 2 == 0 else "held-out"


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("files", nargs="+", type=Path)
parser.add_argument("--out", required=True, type=Path)
options = parser.parse_args()
options.out.mkdir(parents=True, exist_ok=True)
rows = [json.loads(line) for file in sorted(options.files) for line in file.open()]
for name in ("tuning", "held-out", "all"):
    chosen = [row for row in rows if row["file_name"].endswith(".py") and name in ("all", half(row))]
    with (options.out / f"{name}.jsonl").open("w") as file:
        file.writelines(json.dumps(row) + "\n" for row in chosen)
    print(f"{name}: {len(chosen)} pairs")
