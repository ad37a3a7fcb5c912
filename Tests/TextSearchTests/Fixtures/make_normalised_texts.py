"""Writes normalised_texts.json: texts and what they are compared as, by Python's unicodedata and the regex package.

Each rule is NormalisedText's, in the same order; `regex` comes with transformers.
"""

import json
import pathlib
import random
import unicodedata

import regex

PLAIN = {**dict.fromkeys("‘’‚‛ʼ", "'"), **dict.fromkeys("“”„‟", '"'), "−": "-", "ς": "σ"}
ENDS = r"[\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Quotation_Mark}\p{Sentence_Terminal} ,;:¿¡]+"


def normalised(text):
    text = "".join(character.lower() for character in unicodedata.normalize("NFKC", text))
    text = regex.sub(r"\p{Default_Ignorable_Code_Point}", "", text)
    text = "".join(PLAIN.get(character, character) for character in text)
    text = regex.sub(r"\p{Pd}", "-", text)
    text = regex.sub(r"\p{White_Space}+", " ", text)
    text = text.strip(" ")
    return regex.sub(f"^{ENDS}|{ENDS}$", "", text) or text


texts = [
    "", " ", "How are you?", "“How are you”", "¿Qué tal?!", "(What is C#?)", "What is C++?", "???", "…", "f(x)", "I—or you",
    "don’t", "ﬁne", "ＦＵＬＬ　ＷＩＤＴＨ！", "a\u00a0b\u2003c\r\n\td", "soft\u00adhyphen", "zero\u200bwidth\ufeff", "e\u0301", "ΟΔΟΣ οδος",
    "İstanbul", "Straße", "これは何ですか？", "「東京」。", "5 − 3", "**bold**", "- item", "ｶﾞｷﾞ", "½ ①", "👩\u200d🔬 ☀️", "#hash", "a . ",
    "\u0645\u0627 \u0647\u0648\u061f", "\ud55c\uad6d\uc5b4", "\u1112\u1161\u11ab",
]  # fmt: skip
random.seed(7)
alphabet = list("abcDÉéßΣς .,;:!?¿\"'()[]{}<>«»“”‘’…-–—−_#*/\\@%&`\n\t") + [
    "\u00a0", "\u00ad", "\u200b", "\u200d", "\ufe0f", "\u0301", "\u3000", "\ufb01", "\uff21", "\u3002", "\u300c", "\u0130", "\u2028",
]  # fmt: skip
texts += ["".join(random.choices(alphabet, k=random.randint(1, 12))) for _ in range(400)]
facts = [{"text": text, "normalised": normalised(text)} for text in texts]
path = pathlib.Path(__file__).with_name("normalised_texts.json")
path.write_text(json.dumps(facts, ensure_ascii=True, indent=0) + "\n")
