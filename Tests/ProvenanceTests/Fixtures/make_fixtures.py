"""Writes provenance.json: Philox4x32-10 and canonical JSON as the Python packages randomgen and rfc8785 have them."""

import hashlib
import json
import pathlib
import random
import struct

import randomgen
import rfc8785

random.seed(7)


def words(counter, key, count):
    """The generator advances its counter before it draws."""
    generator = randomgen.Philox(counter=(counter - 1) % 2**128, key=key, number=4, width=32)
    return [int(word) for word in generator.random_raw(count)]


def split(value, count):
    return [value >> 32 * index & 0xFFFFFFFF for index in range(count)]


def block(counter, key):
    return {"counter": split(counter, 4), "key": split(key, 2), "output": words(counter, key, 4)}


def text(value):
    return struct.pack("<Q", len(value.encode())) + value.encode()


def stream(seed, stage, record, sample):
    material = struct.pack("<Q", seed) + text(stage) + text(record) + struct.pack("<q", sample)
    key, upper = struct.unpack("<QQ", hashlib.sha256(material).digest()[:16])
    drawn = words(upper << 64, key, 16)
    draws = [drawn[index] | drawn[index + 1] << 32 for index in range(0, 16, 2)]
    return {
        "seed": seed, "stage": stage, "record": record, "sample": sample,
        "draws": draws, "uniforms": [(draw >> 11) * 2.0**-53 for draw in draws],
    }  # fmt: skip


record = {
    "id": "é-01", "prompt": "say \"hi\"/\\ \u0001\n\t\u2028 🜁", "count": -12, "rate": 0.1,
    "whole": 3.0, "flags": [True, False], "none": None, "nested": {"b": [], "a": {}, "B": 1, "ä": 2, "a-b": 3, "a_b": 4},
}  # fmt: skip

facts = {
    "blocks": [block(random.getrandbits(128), random.getrandbits(64)) for _ in range(8)],
    "streams": [
        stream(7, "sampling", "prompt-0001", 0),
        stream(7, "sampling", "prompt-0001", 1),
        stream(2**64 - 1, "", "grüße", -1),
    ],
    "canonical": {"value": record, "text": rfc8785.dumps(record).decode()},
}
path = pathlib.Path(__file__).with_name("provenance.json")
path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
