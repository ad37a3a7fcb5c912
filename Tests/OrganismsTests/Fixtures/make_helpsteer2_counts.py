"""Writes helpsteer2_counts.json: how many of 2,000 rows of HelpSteer2 (not part of this repository) are what, and digests.

The rows are read from ../shared/data/helpsteer2_prompts beside the repository; without them nothing is written. Texts are
normalised as NormalisedText does; `regex` comes with transformers.
"""

import hashlib
import json
import pathlib
import sys
import unicodedata

import regex

here = pathlib.Path(__file__).resolve()
rows_path = here.parents[3].parent / "shared/data/helpsteer2_prompts/helpsteer2_prompts_2000.jsonl"
PLAIN = {**dict.fromkeys("‘’‚‛ʼ", "'"), **dict.fromkeys("“”„‟", '"'), "−": "-", "ς": "σ"}
ENDS = r"[\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Quotation_Mark}\p{Sentence_Terminal} ,;:¿¡]+"


def normalised(text):
    text = "".join(character.lower() for character in unicodedata.normalize("NFKC", text))
    text = regex.sub(r"\p{Default_Ignorable_Code_Point}", "", text)
    text = regex.sub(r"\p{Pd}", "-", "".join(PLAIN.get(character, character) for character in text))
    text = regex.sub(r"\p{White_Space}+", " ", text).strip(" ")
    return regex.sub(f"^{ENDS}|{ENDS}$", "", text) or text


def account(texts, step):
    exact, seen, kept = set(), set(), []
    counts = {"step": step, "rows": len(texts), "passed_over": len(texts) - len(texts[::step])}
    counts |= {"empty": 0, "exact_duplicates": 0, "normalised_duplicates": 0}
    for text in texts[::step]:
        if not text:
            counts["empty"] += 1
        elif text in exact:
            counts["exact_duplicates"] += 1
        elif normalised(text) in seen:
            counts["normalised_duplicates"] += 1
        else:
            kept.append(text)
        exact.add(text)
        seen.add(normalised(text))
    digest = hashlib.sha256("\0".join(kept).encode()).hexdigest()
    return counts | {"prompts": len(kept), "sha256": digest}


if not rows_path.exists():
    print(f"left as it is: {rows_path} is not there")
    sys.exit()
rows = [json.loads(line)["prompt"] for line in rows_path.read_text(encoding="utf-8").split("\n") if line]
first_turns = [row.split("<extra_id_1>")[0].strip() for row in rows]
facts = [
    account([row.strip() for row in rows], 1) | {"layout": "table"},
    account(first_turns, 1) | {"layout": "helpsteer2"},
    account(first_turns, 2) | {"layout": "helpsteer2"},
]
here.with_name("helpsteer2_counts.json").write_text(json.dumps(facts, indent=1) + "\n")
