"""Sampling with transformers' generate: new tokens per second, prefill included.

    python transformers_generate.py --model .deps/peers/smollm2-hf --prompts prompts.jsonl --new-tokens 64

A line of prompts.jsonl is {"ids": [...]}. Every prompt gets exactly --new-tokens tokens (end tokens are suppressed),
temperature 0.7, top-p 0.95, no top-k. A short generation warms up each setting and is not counted. Prints one JSON
line.
"""

import argparse
import itertools
import json
import os
import resource
import time

import torch
from transformers import AutoModelForCausalLM
from transformers.utils import logging

DTYPES = {"bf16": torch.bfloat16, "fp32": torch.float32}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", required=True)
    arguments.add_argument("--prompts", required=True)
    arguments.add_argument("--new-tokens", type=int, default=64)
    arguments.add_argument("--dtypes", nargs="+", choices=DTYPES, default=["bf16", "fp32"])
    arguments.add_argument("--batch-sizes", nargs="+", type=int, default=[100, 32])
    arguments.add_argument("--attention", nargs="+", choices=["sdpa", "eager"], default=["sdpa", "eager"])
    arguments.add_argument("--greedy", action="store_true", help="arg max instead of sampling")
    arguments.add_argument("--float32-matmul-precision", default="highest", choices=["highest", "high", "medium"])
    arguments.add_argument("--limit", type=int, help="use the first so many prompts only")
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    options = arguments.parse_args()
    logging.disable_progress_bar()
    torch.set_num_threads(options.threads)
    torch.set_float32_matmul_precision(options.float32_matmul_precision)

    with open(options.prompts) as file:
        prompts = [json.loads(line)["ids"] for line in file][:options.limit]
    results = [sample(options, prompts, *setting)
               for setting in itertools.product(options.dtypes, options.attention, options.batch_sizes)]
    best = {dtype: max((result for result in results if result["dtype"] == dtype),
                       key=lambda result: result["tokensPerSecond"]) for dtype in options.dtypes}
    print(json.dumps(dict(
        benchmark="transformers-generate", torch=torch.__version__, threads=options.threads, greedy=options.greedy,
        prompts=len(prompts), promptTokens=sum(map(len, prompts)), newTokens=options.new_tokens,
        float32MatmulPrecision=options.float32_matmul_precision,
        peakResidentGB=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        best=best, results=results)))


def sample(options, prompts, dtype, attention, batch_size):
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=DTYPES[dtype], attn_implementation=attention)
    groups = [prompts[start:start + batch_size] for start in range(0, len(prompts), batch_size)]
    generate(model, groups[0], 2, options.greedy)
    start = time.perf_counter()
    for group in groups:
        generate(model, group, options.new_tokens, options.greedy)
    seconds = time.perf_counter() - start
    return dict(dtype=dtype, attention=attention, batchSize=batch_size, seconds=round(seconds, 2),
                tokensPerSecond=round(len(prompts) * options.new_tokens / seconds, 1))


def generate(model, prompts, new_tokens, greedy):
    longest = max(map(len, prompts))
    ids = torch.tensor([[0] * (longest - len(prompt)) + prompt for prompt in prompts])
    mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts])
    sampling = dict(do_sample=False) if greedy else dict(do_sample=True, temperature=0.7, top_p=0.95, top_k=0)
    output = model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=new_tokens, min_new_tokens=new_tokens,
                            pad_token_id=0, **sampling)
    if output.shape[1] != longest + new_tokens:
        raise SystemExit(f"expected {new_tokens} new tokens, found {output.shape[1] - longest}")


if __name__ == "__main__":
    main()
