"""The texts that try to break out of a page, and how a page is to show them."""

import json
import unicodedata
from pathlib import Path

# Characters that are drawn as nothing, though Unicode does not call them format characters.
IGNORED = (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10),
           *range(0xE0100, 0xE01F0))
INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}

# Gives what is in a page that must not be: elements that no page of Candor has a use for, and attributes that run something or load
# something from elsewhere.
INTRUDERS = """
(page) => [
    ...[...page.querySelectorAll("iframe, object, embed, base, meta[http-equiv=refresh], portal, frame, applet, math, video,"
        + "audio, img:not([src^='/assets/']), foreignObject, animate, set, use, image, x, xss, marquee, noembed, xmp, plaintext")],
    ...[...page.querySelectorAll("*")].filter((element) => [...element.attributes].some(({ name, value }) =>
        /^on/i.test(name) || name === "srcdoc" || name === "ping"
        || /^(href|src|action|formaction|data|xlink:href|poster|background)$/i.test(name)
            && (/^[\\s\\0-\\x1f]*(javascript|data|vbscript|blob|file):/i.test(value) || new URL(value, location).host !== location.host))),
    ...[...page.scripts].filter((script) => !script.src.startsWith(location.origin + "/assets/")),
].map((element) => element.outerHTML.slice(0, 120))
"""


def load(path):
    """The texts of a file with one JSON string a line; a lone surrogate is U+FFFD, as in all that is UTF-8."""
    lines = Path(path).read_text().splitlines()
    return [json.loads(line).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") for line in lines]


def shown(text):
    """The text with what could not be seen as `⟦U+200B⟧`."""
    return "".join(f"⟦U+{ord(character):04X}⟧" if is_invisible(character) else character for character in text)


def is_invisible(character):
    if character in "\n\t ":
        return False
    return unicodedata.category(character) in INVISIBLE or ord(character) in IGNORED


def mismatches(found, expected):
    """Where two lists of texts differ, for a message."""
    if len(found) != len(expected):
        yield f"{len(found)} texts in place of {len(expected)}"
    for text, wanted in zip(found, expected):
        if text != wanted:
            yield f"{wanted[:80]!r} is shown as {text[:80]!r}"
