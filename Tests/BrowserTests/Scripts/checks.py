"""Checks with names: each writes the line `ok NAME` or `not ok NAME: WHAT WAS FOUND`."""

import contextlib

from playwright.sync_api import Error


@contextlib.contextmanager
def check(name):
    """Reports what is asserted in its block; the script goes on either way."""
    try:
        yield
    except (AssertionError, Error) as error:
        found = " ".join(str(error).split())[:600] or "the assertion failed"
        print(f"not ok {name}: {found}", flush=True)
    else:
        print(f"ok {name}", flush=True)


def equal(found, expected, what=""):
    assert found == expected, f"{what} is {found!r}, expected {expected!r}".strip()


def none(findings, limit=5):
    """Asserts that a list is empty, and says what its first elements are otherwise."""
    findings = list(findings)
    shown = "; ".join(str(finding) for finding in findings[:limit])
    assert not findings, f"{len(findings)} found: {shown}"
