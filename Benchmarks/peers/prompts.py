"""Prompts for the peers, and how every script prints its results; needs no torch."""

import json
import random


def read(text, vocabulary):
    """The prompts of a file of {"ids": [...]} lines, or so many of so many random tokens (100x128)."""
    if is_count(text):
        count, length = map(int, text.split("x"))
        return random_ids([length] * count, vocabulary)
    return [line["ids"] for line in read_json_lines(text)]


def is_count(text):
    return text.count("x") == 1 and text.replace("x", "").isdigit()


def random_ids(lengths, vocabulary):
    generator = random.Random(1)
    return [[generator.randrange(vocabulary) for _ in range(length)] for length in lengths]


def read_json_lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


def tuned(settings, measure, new_tokens, passes, keep=2):
    """The results of the settings, given as keyword arguments of `measure`: of many only the few best in full.

    The others are measured once, with a few tokens of each prompt.
    """
    if len(settings) <= keep:
        return [measure(new_tokens, passes, **setting) for setting in settings]
    quick = sorted((measure(min(16, new_tokens), 1, **setting) for setting in settings),
                   key=lambda result: -result["rate"])
    best = [{name: result[name] for name in settings[0]} for result in quick[:keep]]
    return [measure(new_tokens, passes, **setting) for setting in best] + [
        {"short" if name == "rate" else name: value for name, value in result.items()} for result in quick]


def report(benchmark, unit, results, **settings):
    """One line of JSON: the best of the settings that were tried, and all of them."""
    measured = [result for result in results if "rate" in result]
    if not measured:
        raise SystemExit(f"no setting could be measured: {results}")
    best = max(measured, key=lambda result: result["rate"])
    print(json.dumps(dict(benchmark=benchmark, rate=best["rate"], unit=unit, best=best, settings=settings,
                          results=results)))
