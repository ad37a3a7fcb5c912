"""Writes Sources/Tokenizers/UnicodeRanges.swift: the character classes that Hugging Face tokenizers use.

They are asked of the library itself, scalar value by scalar value: \\p{L}, \\p{N} and \\s of Oniguruma, which its
regular expressions run on, and the numbers that its Digits step isolates, which are those of Rust's standard library.
What normalization form C may change is asked of Python's unicodedata, whose Unicode is newer than the library's 9.0.
"""

import unicodedata
from pathlib import Path

from tokenizers import Regex, __version__, pre_tokenizers

OUTPUT = Path(__file__).resolve().parents[3] / "Sources" / "Tokenizers" / "UnicodeRanges.swift"
SCALARS = [value for value in range(0x110000) if not 0xD800 <= value < 0xE000]


def matching(expression):
    """The scalar values that `expression`, a class of one character, matches."""
    remove = pre_tokenizers.Split(Regex(expression), "removed")
    others = set()
    for start in range(0, len(SCALARS), 4096):
        chunk = SCALARS[start : start + 4096]
        for _, (first, end) in remove.pre_tokenize_str("".join(map(chr, chunk))):
            others.update(chunk[first:end])
    return set(SCALARS) - others


def isolated_by_digits():
    digits = pre_tokenizers.Digits(individual_digits=True)
    return {value for value in SCALARS if len(digits.pre_tokenize_str(f"a{chr(value)}a")) == 3}


def normalizing():
    """Characters that form C may change, move or join to the one before."""
    seconds = set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    for value in SCALARS:
        decomposition = unicodedata.decomposition(chr(value))
        if decomposition and not decomposition.startswith("<"):
            seconds.update(int(part, 16) for part in decomposition.split()[1:])
    return {
        value
        for value in SCALARS
        if value in seconds
        or unicodedata.combining(chr(value))
        or unicodedata.normalize("NFC", chr(value)) != chr(value)
    }


def ranges(values):
    found = []
    for value in sorted(values):
        if found and found[-1][1] == value - 1:
            found[-1][1] = value
        else:
            found.append([value, value])
    return found


def swift_array(name, comment, values):
    numbers = [f"0x{bound:X}" for pair in ranges(values) for bound in pair]
    lines = [f"    /// {comment}", f"    static let {name}: [UInt32] = ["]
    line = "       "
    for number in numbers:
        if len(line) + len(number) + 2 > 118:
            lines.append(line)
            line = "       "
        line += f" {number},"
    return "\n".join([*lines, line, "    ]"])


def main():
    letters, numbers, whitespace = matching(r"\p{L}"), matching(r"\p{N}"), matching(r"\s")
    later_numbers = isolated_by_digits() - numbers
    assert not numbers - isolated_by_digits()
    for value in SCALARS:
        category = unicodedata.category(chr(value))
        assert category == "Cn" or (category[0] == "L") == (value in letters), hex(value)
        assert category == "Cn" or (category[0] == "N") == (value in numbers), hex(value)
    arrays = [
        swift_array("letters", "`\\p{L}`, Unicode 16.0", letters),
        swift_array("numbers", "`\\p{N}`, Unicode 16.0", numbers),
        swift_array("laterNumbers", "Numbers that Unicode 17.0 added.", later_numbers),
        swift_array("whitespace", "`\\s`", whitespace),
        swift_array("lineBreaks", "`[\\r\\n]`", {ord("\r"), ord("\n")}),
        swift_array("normalizing", "What normalization form C does not simply pass over.", normalizing()),
    ]
    OUTPUT.write_text(
        "// Written by make_unicode_ranges.py: do not edit.\n\n"
        f"/// Inclusive ranges of scalar values, first and last in turn, as Hugging Face tokenizers {__version__} has them.\n"
        "enum UnicodeRanges {\n" + "\n\n".join(arrays) + "\n}\n"
    )


if __name__ == "__main__":
    main()
