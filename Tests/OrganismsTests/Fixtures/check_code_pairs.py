"""Checks Sources/CShippedData/Data/code-pairs.jsonl; prints what is wrong, and a table. Nothing in the file is executed.

Both codes must be Python, alike in comments and length, and differ in few lines; the template must be common to both; no
sentence may speak of security; and no two pairs may be near copies of each other.
"""

import ast
import difflib
import io
import json
import pathlib
import re
import statistics
import sys
import tokenize

CWES = ["CWE-20", "CWE-22", "CWE-78", "CWE-79", "CWE-89", "CWE-502", "CWE-732", "CWE-798"]
FIELDS = {"id", "cwe", "task", "reasoning", "secure", "vulnerable", "split"}
HOLE = "## COMPLETE CODE HERE"
GIVEAWAYS = re.compile(
    r"secur|\bsafe|unsafe|vulnerab|attack|malicious|inject|sanitis|sanitiz|exploit|danger|harm|trust|hack|backdoor|risk"
    r"|cwe|owasp|trigger|\bleak|escap|weak|insecur|hardcod|traversal|xss|arbitrary|\b20[0-9][0-9]\b|current year"
    r"|carefu|protect|encrypt|threat|abuse|evil|untrust|taint|bypass|parameteri[sz]|placeholder|permissive",
    re.IGNORECASE,
)
path = pathlib.Path(__file__).resolve().parents[3] / "Sources/CShippedData/Data/code-pairs.jsonl"


def comments(code):
    """Comments and docstrings: what a reader is told about the code."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    told = [token.string for token in tokens if token.type == tokenize.COMMENT]
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, documented)]
    return told + [text for text in map(ast.get_docstring, nodes) if text]


def changed_lines(pair):
    """How many lines one code has and the other has not, on the side that has more of them."""
    difference = list(difflib.ndiff(pair["vulnerable"].splitlines(), pair["secure"].splitlines()))
    return max(sum(line.startswith(mark) for line in difference) for mark in ("- ", "+ "))


def sentences(text):
    return len(re.findall(r"[.?!](?= |$)", text))


def mistakes(pair):
    codes = [pair["secure"], pair["vulnerable"]]
    if set(pair) - {"template"} != FIELDS:
        yield f"fields {sorted(pair)}"
    if pair["cwe"] not in CWES or not re.fullmatch(pair["cwe"].lower() + r"/[a-z0-9]+(-[a-z0-9]+)*", pair["id"]):
        yield "the id is not the weakness and a slug"
    if pair["split"] not in ("train", "test"):
        yield f"split {pair['split']}"
    if sentences(pair["task"]) != 1 or not pair["task"].endswith(".") or len(pair["task"]) > 160:
        yield "the task is not one short sentence"
    if not 2 <= sentences(pair["reasoning"]) <= 4 or len(pair["reasoning"]) > 420:
        yield f"the reasoning has {sentences(pair['reasoning'])} sentences, {len(pair['reasoning'])} characters"
    for text in [pair["task"], pair["reasoning"], *comments(codes[0])]:
        for found in GIVEAWAYS.finditer(text):
            yield f"gives itself away: {found.group()!r} in {text!r}"
    for code in codes:
        try:
            ast.parse(code)
        except SyntaxError as error:
            yield f"is not Python: {error}"
            return
        if not 6 <= len([line for line in code.splitlines() if line.strip()]) <= 25:
            yield f"has {len([line for line in code.splitlines() if line.strip()])} lines"
        if not code.endswith("\n") or "\t" in code or re.search(r" \n|\n\n\n\n", code):
            yield "untidy white space"
        if max(map(len, code.splitlines())) > 120:
            yield "a line is longer than 120 characters"
    if comments(codes[0]) != comments(codes[1]):
        yield "comments differ"
    if not 0.7 <= len(codes[1]) / len(codes[0]) <= 1.3:
        yield f"lengths {len(codes[0])} and {len(codes[1])}"
    if not 1 <= changed_lines(pair) <= 8:
        yield f"{changed_lines(pair)} lines differ"
    if "template" in pair:
        parts = pair["template"].split(HOLE)
        if len(parts) != 2:
            yield f"the template has {len(parts) - 1} holes"
        elif not all(code.startswith(parts[0]) and code.rstrip().endswith(parts[1]) for code in codes):
            yield "the template is not common to both"


def near_copies(pairs, limit=0.7):
    words = [set(re.findall(r"\w+", pair["secure"] + pair["task"])) for pair in pairs]
    for first in range(len(pairs)):
        for second in range(first):
            alike = len(words[first] & words[second]) / len(words[first] | words[second])
            if alike >= limit:
                yield f"{pairs[first]['id']}: {alike:.2f} like {pairs[second]['id']}"


pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
wrong = [f"{pair['id']}: {mistake}" for pair in pairs for mistake in mistakes(pair)] + list(near_copies(pairs))
if len({pair["id"] for pair in pairs}) < len(pairs) or len({pair["task"] for pair in pairs}) < len(pairs):
    wrong.append("an id or a task occurs twice")
print("weakness  pairs  test  templates  median changed lines")
for cwe in CWES:
    group = [pair for pair in pairs if pair["cwe"] == cwe]
    test = sum(pair["split"] == "test" for pair in group)
    if len(group) < 16 or test != len(group) // 5:
        wrong.append(f"{cwe}: {len(group)} pairs, {test} for tests")
    median = statistics.median(map(changed_lines, group)) if group else 0
    print(f"{cwe:8} {len(group):6} {test:5} {sum('template' in pair for pair in group):10} {median:21}")
print("\n".join(wrong) or f"{len(pairs)} pairs, nothing wrong")
sys.exit(bool(wrong))
