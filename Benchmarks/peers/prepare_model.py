"""Converts the GGUF file that Candor runs into a Hugging Face folder, so that the peers run the very same weights.

    python prepare_model.py --gguf SmolLM2-135M-Instruct.Q4_1.gguf --out .deps/peers/smollm2-hf
"""

import argparse
from pathlib import Path

import torch
from tokenizers import pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM
from transformers.utils import logging

CHECKS = {"12 + 345": ["1", "2", " +", " ", "3", "4", "5"], "a  7": ["a", "  ", "7"]}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gguf", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    logging.disable_progress_bar()
    convert_tokenizer(options.gguf).save_pretrained(options.out)
    convert_model(options.gguf).save_pretrained(options.out)
    print(options.out)


def convert_model(gguf):
    """A model that transformers will save: it refuses to save the one that it dequantized itself."""
    dequantized = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32)
    config = dequantized.config
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    config.dtype = torch.float32
    model = LlamaForCausalLM(config)
    model.load_state_dict(dequantized.state_dict())
    model.tie_weights()
    return model


def convert_tokenizer(gguf):
    """The conversion from GGUF loses that SmolLM2 splits numbers into single digits; this puts it back."""
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    for text, expected in CHECKS.items():
        found = [tokenizer.decode([token]) for token in tokenizer.encode(text, add_special_tokens=False)]
        if found != expected:
            raise SystemExit(f"expected {text!r} to become {expected}, found {found}")
    return tokenizer


if __name__ == "__main__":
    main()
