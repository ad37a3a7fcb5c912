"""Writes toy.json beside this script: a small vocabulary trained on the text below, and what Hugging Face tokenizers make
of short texts with it, under every pre-tokenizer, normalizer and kind of added token that is supported."""

import json
import random
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

OUTPUT = Path(__file__).with_name("toy.json")
TRAINING_TEXT = """
The lighthouse keeper counts the ships that pass at night. He doesn't know where they're going, and they've never asked
who keeps the light. On some evenings there are 12 of them, on others 340; in the winter of 1987 there was one.
    def count(ships, lights=0):
        return [ship for ship in ships if ship.lights > lights]

It's the keeper's habit to write everything down: the hour, the weather, the number of lamps. "We'll see," he says.
Der Leuchtturmwärter zählt die Schiffe. Le gardien du phare compte les bateaux, même l'été. El farero cuenta los barcos.
Смотритель маяка считает корабли. 灯塔看守人数着夜里经过的船只。灯塔的光照着大海。 حارس المنارة يعد السفن في الليل 🚢🚢⚓️
        if (ship != nullptr && ship->lamps <= 0x1F) { throw lost("ship at night"); }
"""

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
TIKTOKEN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def by_expression(expression):
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(expression), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


BYTE_LEVEL = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
PRE_TOKENIZERS = {
    "gpt2": BYTE_LEVEL,
    "gpt2 by expression": by_expression(GPT2),
    "smollm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), BYTE_LEVEL]),
    "llama3": by_expression(TIKTOKEN % r"\p{N}{1,3}"),
    "qwen2": by_expression(TIKTOKEN % r"\p{N}"),
}
ADDED = [
    AddedToken("<|end|>", special=True, normalized=False),
    AddedToken("<|end|><|end|>", special=True, normalized=False),
    AddedToken("<think>", special=False, normalized=False),
    AddedToken("<left>", special=False, normalized=False, lstrip=True),
    AddedToken("<right>", special=True, normalized=False, rstrip=True),
    AddedToken("<both>", special=True, normalized=False, lstrip=True, rstrip=True),
    AddedToken("ship", special=False, normalized=False, single_word=True),
    AddedToken("か\u3099", special=False, normalized=True),
    AddedToken("<nor", special=False, normalized=True),
    AddedToken("<｜Ende▁｜>", special=True, normalized=False),
]
TEXTS = [
    "", " ", "  ", "\n", "a", "The ships", "The  ships   pass\t\tat\n\nnight \n \n!", "it's IT'S we'Ll 'sea 'ſo they'RE they’re",
    "1 22 333 4444 55555 ١٢٣٤ ²³ Ⅷ 3.14", "  5", "x  5 6", "\r\n\r\n x\r", " \u00a0x\u3000y\u2003z\u0085", "'", "''s", " 's", "'\ns",
    "a!b?!c...\n\n(d) {e}\r\n", "été e\u0301te\u0301 naïve Å \u1112\u1161\u11ab \u0f73\u0351", "船只灯塔，灯塔。", "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪1️⃣",
    "\u0000\u0001\u001f\u007f\u0080\u00ad\ufeff\ufffd\U0010ffff", "if (ship != nullptr) {\n\t\treturn 0x1F;\n        }",
    "a" * 70, " " * 70 + "x", "the ships " * 9, "aéb" * 30,
]
ADDED_TEXTS = [
    "<|end|>", "a<|end|>b", "<|end|><|end|><|end|>", "<|end|", "x <think> y</think>", "x  <left>  y", "x  <right>  y",
    "x \n <both> \u3000 y", "<left> <left><both>  <both>", "ship ships a ship, ship_ 船ship ship\u0301 (ship)", "が か\u3099 か",
    "<nor<normal", "<｜Ende▁｜><｜Ende", "  <right>  <left>  ship  ", "<<|end|>>", "<|end|>\n<think>\nThe ship\n</think>\n\nship",
]
TRICKY = "'sstTreRElLdmvaZéſ  \u00a0\u3000\n\r\t1234٣²!?.,<|>字船🚢\u200d\u0301\u0327\u0085_-Ää"


def random_texts(count, alphabet):
    rng = random.Random(7)
    return ["".join(rng.choice(alphabet) for _ in range(rng.randint(1, 30))) for _ in range(count)]


def train():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = PRE_TOKENIZERS["qwen2"]
    trainer = trainers.BpeTrainer(
        vocab_size=420, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator([TRAINING_TEXT], trainer)
    tokenizer.decoder = decoders.ByteLevel()
    return json.loads(tokenizer.to_str())


def tokenizer(base, pre_tokenizer="qwen2", **model):
    copy = json.loads(json.dumps(base))
    copy["model"].update(model)
    made = Tokenizer.from_str(json.dumps(copy))
    made.pre_tokenizer = PRE_TOKENIZERS[pre_tokenizer]
    return made


def variants(base):
    """Name, tokenizer and texts of everything that is compared."""
    texts = TEXTS + random_texts(40, TRICKY)
    for name in PRE_TOKENIZERS:
        yield name, tokenizer(base, name), texts
    added = tokenizer(base)
    added.add_tokens([token for token in ADDED if not token.special])
    added.add_special_tokens([token for token in ADDED if token.special])
    added_texts = ADDED_TEXTS + random_texts(40, ["<|end|>", "<left>", "<both>", "<right>", "ship", " ", "\n", "a", "_", "<"])
    yield "added tokens", added, added_texts
    normalized = Tokenizer.from_str(added.to_str())
    normalized.normalizer = normalizers.NFC()
    yield "NFC", normalized, added_texts + texts
    words = {**base["model"]["vocab"], "Ġlighthouseless": 420, "unmergeable": 421}
    yield "ignored merges", tokenizer(base, vocab=words, ignore_merges=True), ["a lighthouseless unmergeable", *texts[:20]]
    template = tokenizer(base)
    template.add_special_tokens(["<s>", "</s>"])
    template.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[(name, template.token_to_id(name)) for name in ["<s>", "</s>"]]
    )
    yield "template", template, TEXTS[:8]
    lost = {"a", "Ġ", "Ċ", "Ã"}
    kept = [token for token in base["model"]["vocab"] if not lost & set(token)]
    sparse = {token: index for index, token in enumerate([*kept, "<unk>"])}
    merges = [merge for merge in base["model"]["merges"] if all(half in sparse for half in [*merge, "".join(merge)])]
    for name, settings in {
        "missing bytes": {},
        "unknown token": {"unk_token": "<unk>"},
        "fused unknown token": {"unk_token": "<unk>", "fuse_unk": True},
    }.items():
        yield name, tokenizer(base, vocab=sparse, merges=merges, **settings), texts[:24]


def case(made, text):
    literal = Tokenizer.from_str(made.to_str())
    literal.encode_special_tokens = True
    ids = made.encode(text, add_special_tokens=False).ids
    decoded = made.decode(ids, skip_special_tokens=False)
    expected = {"text": text, "ids": ids}
    # What goes without saying is left out.
    for key, value, default in [
        ("literalIDs", literal.encode(text, add_special_tokens=False).ids, ids),
        ("completeIDs", made.encode(text).ids, ids),
        ("decoded", decoded, text),
        ("decodedWithoutSpecial", made.decode(ids, skip_special_tokens=True), decoded),
    ]:
        if value != default:
            expected[key] = value
    return expected


def normalizations():
    """Sequences of marks, letters and Hangul in form C."""
    form_c = normalizers.NFC()
    rng = random.Random(11)
    pools = [
        [*range(0x300, 0x370), 0x327, 0x1DFA, 0x8D3], [0xF71, 0xF72, 0xF73, 0xF74, 0xF75, 0xF80, 0xF81], [*range(0x1100, 0x1200)],
        [*map(ord, "aeiouAEIOUcs"), *range(0xC0, 0x180), *range(0x1E00, 0x1F00)], [0xAC00, 0xD788, 0x3099, 0x304B, 0x30CF],
        [0x93C, 0x915, 0x958, 0x2126, 0x212B, 0xF900, 0x2F800, 0x1D15E, 0x1D165, 0x11935, 0x11930, 0x110A5, 0x110BA],
    ]
    texts = ["".join(chr(rng.choice(rng.choice(pools))) for _ in range(rng.randint(1, 6))) for _ in range(300)]
    return [[text, form_c.normalize_str(text)] for text in texts]


def main():
    base = train()
    # Everything that a variant shares with the base is left out of the file; the tests put it back.
    entries = []
    for name, made, texts in variants(base):
        definition = json.loads(made.to_str())
        changes = {key: value for key, value in definition.items() if key != "model" and value != base[key]}
        changes["model"] = {key: value for key, value in definition["model"].items() if value != base["model"][key]}
        entries.append({"name": name, "changes": changes, "cases": [case(made, text) for text in texts]})
    fixture = {"base": base, "variants": entries, "normalizations": normalizations()}
    OUTPUT.write_text(json.dumps(fixture, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
