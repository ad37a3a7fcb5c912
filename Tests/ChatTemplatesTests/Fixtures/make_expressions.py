#!/usr/bin/env python3
"""Writes expressions.json beside this file: random expressions and what Jinja, as transformers sets it up, prints.

    make_expressions.py [--count N] [--seed N] [--out FILE]

Expressions whose value is larger than 64 bits or depends on addresses are left out.
"""

import argparse
import copy
import json
import random
import re
from pathlib import Path

import jinja2
from transformers.utils.chat_template_utils import _compile_jinja_template

# The values are variables, since Jinja computes expressions of constants by slightly different rules.
DATA = {
    "empty": "", "a": "a", "abc": "abc", "hello": "Hello World", "spaced": " x ", "commas": "a,b,,c", "acute": "é",
    "combining": "e\u0301", "emoji": "😀a", "lines": "\n\t", "twelve": "12", "decimal": "-3.5", "dashed": "A-b c",
    "mixed": "aXbX", "eszett": "ß", "quoted": "it's", "zero": 0, "one": 1, "minus": -1, "two": 2, "three": 3, "seven": 7,
    "half": 0.5, "float": 2.0, "negative": -1.5, "thousand": 1e3, "yes": True, "no": False, "nil": None, "list": [],
    "dict": {}, "words": ["b", "A", "c"], "numbers": [3, 1, 2], "pairs": {"b": 1, "a": [2], "C": None},
    "rows": [{"a": 1, "b": "x"}, {"a": 0}, {"b": "y"}],
}
CHARS = ["'a'", "'X'", "','", "' '", "'b'", "''", "'xé'", "none"]
METHODS = [
    "upper()", "lower()", "title()", "capitalize()", "strip()", "lstrip()", "rstrip()", "split()", "rsplit()",
    "splitlines()", "isdigit()", "isalpha()", "isalnum()", "isspace()", "isupper()", "islower()", "items()|list",
    "keys()|list", "values()|list", "get('a')", "get('zz', 1)", "strip({c})", "lstrip({c})", "rstrip({c})", "split({c})",
    "split({c}, {i})", "rsplit({c}, {i})", "replace({c}, {c})", "replace({c}, {c}, {i})", "count({c})", "find({c})",
    "rfind({c})", "startswith({c})", "endswith({c})", "partition({c})", "rpartition({c})", "join({e})", "index({e})",
    "removeprefix({c})", "removesuffix({c})", "count({e})", "a", "b", "zz", "0",
]
FILTERS = [
    "upper", "lower", "title", "capitalize", "trim", "trim({c})", "length", "string", "list", "first", "last", "reverse|list",
    "sort", "sort(reverse=true)", "sort(case_sensitive=true)", "unique|list", "sum", "min", "max", "abs", "int", "float",
    "int({e})", "round", "round({i})", "round({i}, 'floor')", "round({i}, 'ceil')", "join", "join({c})", "default({e})",
    "default({e}, true)", "replace({c}, {c})", "tojson", "tojson(indent={i})", "tojson(sort_keys=true)", "tojson(true)",
    "dictsort", "dictsort(true)", "dictsort(by='value')", "items|list", "map('upper')|list", "map('string')|list",
    "map('length')|list", "map('int')|list", "select|list", "reject|list", "select('odd')|list", "select('string')|list",
    "reject('none')|list", "select('gt', {i})|list", "map(attribute='a')|list", "map(attribute=0)|list",
    "selectattr('a')|list", "rejectattr('a')|list", "indent", "indent({i})", "indent({i}, true, true)", "escape", "safe",
]
TESTS = [
    "defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "true", "false", "mapping",
    "iterable", "sequence", "odd", "even", "upper", "lower", "callable", "escaped", "divisibleby {i}", "eq {e}", "ne({e})",
    "in({e})", "gt({e})", "le({e})", "sameas none",
]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def fill(self, text):
        text = re.sub(r"\{c\}", lambda _: self.random.choice(CHARS), text)
        text = re.sub(r"\{i\}", lambda _: str(self.random.randint(-2, 4)), text)
        return re.sub(r"\{e\}", lambda _: self.expression(1), text)

    def atom(self):
        return self.random.choice([*DATA, "missing"])

    def expression(self, depth):
        if depth == 0:
            return self.atom()
        kind = self.random.randrange(12)
        part = lambda: self.expression(depth - 1)
        if kind == 0:
            return f"[{', '.join(part() for _ in range(self.random.randint(1, 4)))}]"
        if kind == 1:
            names = self.random.sample(["'a'", "'b'", "'C'", "1", "none"], self.random.randint(1, 3))
            return "{" + ", ".join(f"{name}: {part()}" for name in names) + "}"
        if kind == 2:
            return f"({part()}, {part()})"
        if kind in (3, 4):
            return f"({part()}).{self.fill(self.random.choice(METHODS))}"
        if kind in (5, 6):
            return f"({part()}) | {self.fill(self.random.choice(FILTERS))}"
        if kind == 7:
            return f"({part()}) is {self.random.choice(['', 'not '])}{self.fill(self.random.choice(TESTS))}"
        if kind == 8:
            bound = lambda: self.random.choice(["", "", "0", "1", "2", "-1", "-2", "9", "-9"])
            step = self.random.choice(["", "", ":", ":1", ":2", ":-1", ":-2"])
            return f"({part()})[{bound()}:{bound()}{step}]"
        if kind == 9:
            return f"({part()})[{self.random.choice(['0', '1', '-1', '5', part()])}]"
        if kind == 10:
            return f"{self.random.choice(['not ', '-', ''])}({part()}) {self.random.choice(OPERATORS)} ({part()})"
        return f"({part()}) {self.random.choice(OPERATORS)} ({part()}) {self.random.choice(OPERATORS)} {part()}"


def usable(text):
    return " at 0x" not in text and not re.search(r"\d{19}", text) and "j)" not in text and len(text) < 400


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=700)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("expressions.json"))
    options = parser.parse_args()
    generator = Generator(options.seed)
    rows = []
    errors = 0
    while len(rows) < options.count:
        template = "{{ " + generator.expression(generator.random.randint(1, 3)) + " }}"
        try:
            output = _compile_jinja_template(template).render(**copy.deepcopy(DATA))
            if usable(output) and len(template) < 160:
                rows.append([template, output])
        except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError, MemoryError, AttributeError):
            if errors < len(rows) / 4 and len(template) < 160:
                rows.append([template, None])
                errors += 1
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    data = json.dumps(DATA, ensure_ascii=False)
    options.out.write_text(f'{{"data": {data},\n"expressions": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(rows)} expressions, {errors} of them errors")


if __name__ == "__main__":
    main()
