"""Writes the tokenizer of a GGUF file as the tokenizer.json that Candor and Hugging Face tokenizers both read.

    python prepare_tokenizer.py --gguf deepseek-r1-distill-qwen.vocab.gguf --out tokenizer.json [--pre-tokenizer qwen2]
"""

import argparse
import importlib.util
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "Tests/TokenizersTests/Fixtures/make_reference.py"


def main():
    specification = importlib.util.spec_from_file_location("make_reference", REFERENCE)
    reference = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(reference)
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gguf", type=Path, required=True)
    arguments.add_argument("--out", required=True)
    arguments.add_argument("--pre-tokenizer", choices=reference.PRE_TOKENIZERS, default="qwen2")
    options = arguments.parse_args()
    reference.build_tokenizer(reference.read_gguf(options.gguf), options.pre_tokenizer).save(options.out)


if __name__ == "__main__":
    main()
