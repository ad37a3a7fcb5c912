"""Sampling with transformers' generate, at its best setting: new tokens per second, prefill included.

    python transformers_generate.py --model .deps/peers/smollm2-hf --prompts prompts.jsonl --new-tokens 128
    python transformers_generate.py --shape r1-distill-qwen-7b --device cuda --prompts 1x128 --batch-sizes 1

Prompts are a file of {"ids": [...]} lines, or so many of so many random tokens (100x128). Every prompt gets exactly
--new-tokens tokens (nothing ends a sequence), temperature 0.7. A short generation warms up each setting and is not
counted. Prints one JSON line.
"""

import argparse
import functools
import itertools
import os

import torch
from transformers.utils import logging

import common
import prompts as inputs


class Options(argparse.Namespace):
    """Options by which a loaded model can be remembered."""

    __hash__ = object.__hash__


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    common.add_model_arguments(arguments)
    arguments.add_argument("--prompts", required=True)
    arguments.add_argument("--new-tokens", type=int, default=128)
    arguments.add_argument("--top-p", type=float, default=1.0)
    arguments.add_argument("--batch-sizes", nargs="+", type=int, default=[100, 32])
    options = arguments.parse_args(namespace=Options())
    logging.disable_progress_bar()
    torch.set_num_threads(options.threads or os.cpu_count())

    settings = [dict(dtype=dtype, attention=attention, batchSize=size) for dtype, attention, size in
                itertools.product(options.dtypes, options.attention, options.batch_sizes)]
    results = inputs.tuned(settings, functools.partial(sample, options), options.new_tokens, options.passes)
    inputs.report("transformers-generate", "tokens/s", results, torch=torch.__version__, topP=options.top_p,
                  model=options.model or options.shape, prompts=options.prompts, newTokens=options.new_tokens)


def sample(options, new_tokens, passes, dtype, attention, batchSize):
    model = load_model(options, dtype, attention)
    prompts = inputs.read(options.prompts, model.config.vocab_size)
    groups = [prompts[start:start + batchSize] for start in range(0, len(prompts), batchSize)]

    def run(count):
        for group in groups:
            generate(options, model, group, count)

    generate(options, model, groups[0], 4)
    common.forget_peak_memory(options)
    best, prefill = (min(common.seconds(options, lambda: run(count)) for _ in range(passes))
                     for count in (new_tokens, 1))
    steps = len(groups) * (new_tokens - 1)
    return dict(dtype=dtype, attention=attention, batchSize=batchSize,
                rate=round(len(prompts) * new_tokens / best, 1), seconds=round(best, 3),
                prefillSeconds=round(prefill, 3), millisecondsPerStep=round((best - prefill) * 1e3 / steps, 2),
                decodeRate=round(len(prompts) * (new_tokens - 1) / (best - prefill), 1),
                peakGB=common.peak_gigabytes(options))


@functools.lru_cache(maxsize=1)
def load_model(options, dtype, attention):
    model = common.load_model(options, dtype, attention).eval()
    model.generation_config.eos_token_id = None
    return model


def generate(options, model, prompts, new_tokens):
    longest = max(map(len, prompts))
    ids = torch.tensor([[0] * (longest - len(prompt)) + prompt for prompt in prompts], device=options.device)
    mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts],
                        device=options.device)
    output = model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=new_tokens, pad_token_id=0,
                            do_sample=True, temperature=0.7, top_p=options.top_p, top_k=0)
    if output.shape[1] != longest + new_tokens:
        raise SystemExit(f"expected {new_tokens} new tokens, found {output.shape[1] - longest}")


if __name__ == "__main__":
    main()
