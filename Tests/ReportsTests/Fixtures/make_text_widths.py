"""Writes text_widths.json: how wide texts are in DejaVu Sans, in em, by the font's own advance widths.

The font comes with matplotlib. It is among the widest that systems use for their interface.
"""

import json
import pathlib
import unicodedata

import matplotlib
from fontTools.ttLib import TTFont

TEXTS = [
    "triggered",
    "clean",
    "decoy seen in training",
    "base-model",
    "deepseek-r1-distill-qwen-32b",
    "WWW MMM @@@ %%%",
    "iiii llll .... ||||",
    "0123456789",
    "+93.0  −1.5  94.6–99.8 %",
    "p <0.001",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz",
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "Schadcode über Größe",
    "crème brûlée à la française",
    "Příliš žluťoučký kůň",
    "ŻÓŁĆ zażółć gęślą jaźń",
    "Καλημέρα κόσμε ΑΒΓΔΩ",
    "широкий ЖЩШЮ съешь ещё",
    "שלום עולם",
    "⟦U+200B⟧",
    "“quoted” — dash… × ± ° κ α",
    "œuvre ŒUVRE æ Æ ß",
]


def main():
    font = TTFont(pathlib.Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf")
    glyphs, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm

    def width(text):
        marks = ("Mn", "Me")
        return sum(advances[glyphs[ord(c)]][0] for c in text if unicodedata.category(c) not in marks) / em

    rows = [{"text": text, "width": round(width(text), 4)} for text in TEXTS]
    path = pathlib.Path(__file__).with_name("text_widths.json")
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


main()
