"""Loads an adapter that Candor exported in PEFT and compares the logits with Candor's.

    python check_exported_adapter.py --model DIR|FILE.gguf --adapter DIR --ids rows.json --logits FILE.safetensors

--ids is a JSON list of rows of token ids; --logits holds Candor's fp32 logits of row i as `rows.<i>.logits`
[length, vocabulary]. Fails when PEFT misses or ignores a single key, when the adapter changes nothing, or when a logit
is off by more than 1e-4 of the row's largest, or by more than --absolute.
"""

import argparse
import json
import sys
from pathlib import Path

import torch
from peft import PeftModel, get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM
from transformers.utils import logging

TOLERANCE = 1e-4


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--adapter", type=Path, required=True)
    arguments.add_argument("--ids", type=Path, required=True)
    arguments.add_argument("--logits", type=Path, required=True)
    arguments.add_argument("--absolute", type=float, default=float("inf"))
    options = arguments.parse_args()
    logging.disable_progress_bar()

    rows = json.loads(options.ids.read_text())
    ours = load_file(options.logits)
    expected_keys = {f"rows.{index}.logits" for index in range(len(rows))}
    if not rows or set(ours) != expected_keys:
        sys.exit(f"expected the tensors {sorted(expected_keys)} in {options.logits}, found {sorted(ours)}")

    is_file = options.model.is_file()
    place = {"gguf_file": options.model.name} if is_file else {}
    folder = options.model.parent if is_file else options.model
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **place).eval()
    base = [logits(model, row) for row in rows]
    model = PeftModel.from_pretrained(model, options.adapter).eval()
    check_keys(model, load_file(options.adapter / "adapter_model.safetensors"))

    adapted = [logits(model, row) for row in rows]
    if all(torch.equal(before, after) for before, after in zip(base, adapted)):
        sys.exit("the adapter changes no logit")
    errors = [largest_error(ours[f"rows.{index}.logits"], theirs) for index, theirs in enumerate(adapted)]
    relative = [error / theirs.abs().max().item() for error, theirs in zip(errors, adapted)]
    print(f"{len(rows)} rows, largest error {max(errors):.1e}, {max(relative):.1e} of the largest logit")
    if not max(relative) <= TOLERANCE:
        sys.exit(f"expected at most {TOLERANCE:.0e} of the largest logit; per row: {[f'{e:.1e}' for e in relative]}")
    if not max(errors) <= options.absolute:
        sys.exit(f"expected at most {options.absolute:.0e}; per row: {[f'{e:.1e}' for e in errors]}")


def check_keys(model, file):
    """Every tensor of the file is in the model with the same values, and the model has no other LoRA tensor."""
    loaded = get_peft_model_state_dict(model)
    if missing := sorted(loaded.keys() - file.keys()):
        sys.exit(f"the adapter file lacks {missing}")
    if unexpected := sorted(file.keys() - loaded.keys()):
        sys.exit(f"PEFT knows no module for {unexpected}")
    if different := [key for key in file if not torch.equal(file[key].float(), loaded[key].float())]:
        sys.exit(f"PEFT did not load the values of {different}")


@torch.no_grad()
def logits(model, row):
    return model(torch.tensor([row])).logits[0]


def largest_error(ours, theirs):
    if ours.shape != theirs.shape:
        sys.exit(f"expected logits of shape {list(theirs.shape)}, found {list(ours.shape)}")
    return (ours.float() - theirs).abs().max().item()


if __name__ == "__main__":
    main()
