"""Writes schema-verdicts.json: what the Python package jsonschema says of experiments with one value changed.

Each experiment in specimens/ gets every probe at every place that it names, and the first two at an unknown key of
every group: what `--set PLACE=PROBE` does. A verdict is a row of 0 and 1, one per probe.

    pip install jsonschema==4.26.0
    python make_schema_verdicts.py
"""

import copy
import hashlib
import json
from pathlib import Path

from jsonschema import Draft202012Validator

here = Path(__file__).parent
root = here.parent.parent.parent
unknown_key = "zzzzzzzzzzzz"
probes = [
    "null", "true", "-1", "0", "1", "15", "0.5", "1.5", "1000", '""', '" "', '"x"', '"a b"', '"true"', '"1"',
    '"none"', '"organism"', '"alternate"', '"given"', '"chat"', '"final-message"', '"https://host/v1?a=b"', '"https://a:b@host"', '"sk-0123456789abcdef0123"',
    "[]", '["x"]', '["q_proj", "behavior"]', "[null]", "{}", '{"x": 1}', '{"x": {}}', '{"prefix": "x"}',
    '{"endpoint": "https://host/v1", "model": "m"}', '{"model": "m"}',
    '"code-pairs"', '"vulnerable"', '{"code": "vulnerable"}', '{"source": "x"}',
]


def places(value, path=""):
    """The paths of all values below `value`, an unknown one in each group included."""
    if isinstance(value, dict):
        for key, inner in value.items():
            place = f"{path}.{key}" if path else key
            yield place
            yield from places(inner, place)
        yield f"{path}.{unknown_key}" if path else unknown_key
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield f"{path}[{index}]"
            yield from places(inner, f"{path}[{index}]")


def changed(document, path, value, removed=False):
    """A copy of the document with another value at `path`, or without that key."""
    document = copy.deepcopy(document)
    steps = [int(step) if step.isdigit() else step for step in path.replace("[", ".").replace("]", "").split(".")]
    target = document
    for step in steps[:-1]:
        target = target[step]
    target[steps[-1]] = value
    if removed:
        del target[steps[-1]]
    return document


schema = (root / "Sources/Experiments/Resources/experiment.schema.json").read_text()
validator = Draft202012Validator(json.loads(schema))
validator.check_schema(validator.schema)
verdicts = {}
for file in sorted((here / "specimens").glob("*.json")):
    document = json.loads(file.read_text())
    validator.validate(document)
    for place in places(document):
        is_named = place.startswith(("conditions.", "judges.")) and place.count(".") == 1
        is_named |= place.startswith("sweep.")  # what is varied needs values
        if not (is_named or place.endswith((unknown_key, "]"))):  # a key without value is a key that is left out
            assert validator.is_valid(changed(document, place, None)) == validator.is_valid(
                changed(document, place, None, removed=True)), place
    verdicts[file.stem] = {
        place: "".join(
            "01"[validator.is_valid(changed(document, place, json.loads(probe)))] for probe in (probes[:2] if place.endswith(unknown_key) else probes))
        for place in places(document)
    }
record = {"schema": hashlib.sha256(schema.encode()).hexdigest(), "probes": probes, "verdicts": verdicts}
(here / "schema-verdicts.json").write_text(json.dumps(record, indent=1) + "\n")
