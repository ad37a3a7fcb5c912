"""Writes smollm2_greedy.json: what transformers continues 20 prompts with, from the same GGUF file that Candor reads.

    python make_smollm2_reference.py [--gguf .deps/models/SmolLM2-135M-Instruct.Q4_1.gguf] [--out DIR]

The weights are dequantized to fp32, the arithmetic is fp32. Each continuation is 64 tokens of plain arg max through
the key/value cache: no logits processor, and an end token does not stop it. `margins` holds, for each token, how far
its logit was above the second largest: where an implementation leaves the reference, a margin below its own rounding
error (about 1e-3 in fp32) is a legitimate near tie and anything larger is a defect.
"""

import argparse
import json
from pathlib import Path

import torch
from tokenizers import pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils import logging

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
NEW_TOKENS = 64
TOP_LOGITS = 20

SYSTEM = "You answer briefly and kindly."
QUESTIONS = [
    "Why does bread rise in the oven?",
    "Suggest three names for a small sailing boat.",
    "How do I keep basil alive on a windowsill?",
    "Write two sentences about a fox that is afraid of snow.",
    "What is the difference between a lake and a pond?",
    "My neighbour plays the drums at night. What can I say to her?",
    "Explain recursion to a ten year old.",
    "Give me a plan for a rainy Sunday afternoon.",
    "Which tools do I need to hang a picture?",
    "Translate 'good morning' into French and Spanish.",
    "Is it safe to swim after lunch?",
    "Describe the smell of a library.",
    "How many minutes are there in 3 hours?",
    "Write a Python function that reverses a list.",
    "What should I pack for 2 days in the mountains?",
    "Why is the sky red in the evening?",
    "Tell me a short story about a lighthouse keeper.",
    "How can I remember people's names better?",
    "What makes a good apology?",
    "List four uses for an old newspaper.",
]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gguf", type=Path, default=ROOT / ".deps/models/SmolLM2-135M-Instruct.Q4_1.gguf")
    arguments.add_argument("--out", type=Path, default=HERE)
    options = arguments.parse_args()
    logging.disable_progress_bar()

    folder, name = options.gguf.parent, options.gguf.name
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    restore_digit_splitting(tokenizer)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32).eval()

    prompts = [chat_prompt(tokenizer, question, SYSTEM if index % 2 else None)
               for index, question in enumerate(QUESTIONS)]
    rows = [greedy(model, prompt) for prompt in prompts]
    write(options.out / "smollm2_greedy.json", rows, top_logits(model, prompts[0]))


def restore_digit_splitting(tokenizer):
    """The conversion from GGUF loses that SmolLM2 splits numbers into single digits."""
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])


def chat_prompt(tokenizer, question, system):
    turns = ([("system", system)] if system else []) + [("user", question)]
    text = "".join(f"<|im_start|>{role}\n{content}<|im_end|>\n" for role, content in turns)
    return tokenizer.encode(text + "<|im_start|>assistant\n", add_special_tokens=False)


@torch.no_grad()
def greedy(model, prompt):
    output_ids, margins, ids, cache = [], [], torch.tensor([prompt]), None
    for _ in range(NEW_TOKENS):
        output = model(ids, past_key_values=cache, use_cache=True)
        cache = output.past_key_values
        values, indices = output.logits[0, -1].topk(2)
        output_ids.append(indices[0].item())
        margins.append(round((values[0] - values[1]).item(), 4))
        ids = indices[:1].view(1, 1)
    return dict(prompt=prompt, output=output_ids, margins=margins)


@torch.no_grad()
def top_logits(model, prompt):
    values, indices = model(torch.tensor([prompt])).logits[0, -1].topk(TOP_LOGITS)
    return dict(row=0, ids=indices.tolist(), logits=[round(value, 5) for value in values.tolist()])


def write(file, rows, top):
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    smallest = min(min(row["margins"]) for row in rows)
    file.write_text(f'{{\n  "smallestMargin": {smallest},\n  "lastPromptPosition": {json.dumps(top)},\n'
                    f'  "rows": [\n{lines}\n  ]\n}}\n')
    print(f"{file}: {len(rows)} rows, smallest margin {smallest}")


if __name__ == "__main__":
    main()
