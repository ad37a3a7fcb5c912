"""Sampling with llama.cpp's own server from the wheel `xllamacpp`: new tokens per second, prefill included.

    python xllamacpp_sampling.py --gguf SmolLM2-135M-Instruct.Q4_1.gguf --prompts prompts.jsonl --new-tokens 128

All prompts are asked at once, and the server batches them over its slots. Every prompt gets exactly --new-tokens tokens at
temperature 0.7. The wheel is built for AVX2 and knows nothing newer; `instructions` in the result says so. Prints one
JSON line.
"""

import argparse
import functools
import itertools
import os
import time
from concurrent.futures import ThreadPoolExecutor

import xllamacpp

import prompts as inputs


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gguf", required=True)
    arguments.add_argument("--prompts", required=True)
    arguments.add_argument("--new-tokens", type=int, default=128)
    arguments.add_argument("--parallel", nargs="+", type=int, default=[100, 32], help="slots of the server")
    arguments.add_argument("--micro-batch", nargs="+", type=int, default=[512, 2048])
    arguments.add_argument("--top-k", nargs="+", type=int, default=[0, 40])
    arguments.add_argument("--vocabulary", type=int, default=49_152, help="for random prompts")
    arguments.add_argument("--passes", type=int, default=2, help="times that the work is done; the best counts")
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    options = arguments.parse_args()
    prompts = inputs.read(options.prompts, options.vocabulary)
    settings = [dict(parallel=parallel, microBatch=micro_batch, topK=top_k) for parallel, micro_batch, top_k in
                itertools.product(options.parallel, options.micro_batch, options.top_k)]
    results = inputs.tuned(settings, functools.partial(measure, options, prompts), options.new_tokens, options.passes)
    inputs.report("xllamacpp", "tokens/s", results, gguf=os.path.basename(options.gguf), threads=options.threads,
                  instructions=xllamacpp.get_system_info(), prompts=options.prompts, newTokens=options.new_tokens)


def measure(options, prompts, new_tokens, passes, parallel, microBatch, topK):
    settings = xllamacpp.CommonParams()
    settings.model.path = options.gguf
    settings.n_parallel = parallel
    settings.n_ctx = (max(map(len, prompts)) + options.new_tokens) * parallel
    settings.n_batch, settings.n_ubatch = max(2048, microBatch), microBatch
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = options.threads
    settings.cache_prompt, settings.cache_ram_mib = False, 0
    settings.verbosity = 0
    server = xllamacpp.Server(settings)

    def run(prompts, new_tokens):
        def ask(indexed):
            seed, prompt = indexed
            return server.handle_completions(dict(
                prompt=prompt, n_predict=new_tokens, ignore_eos=True, cache_prompt=False, seed=seed,
                samplers=["top_k", "temperature"], temperature=0.7, top_k=topK))

        start = time.perf_counter()
        with ThreadPoolExecutor(len(prompts)) as pool:
            replies = list(pool.map(ask, enumerate(prompts)))
        taken = time.perf_counter() - start
        counts = {count(reply) for reply in replies}
        if counts != {new_tokens}:
            raise SystemExit(f"expected {new_tokens} tokens of each prompt, found {counts}")
        return taken

    run(prompts[:parallel], 4)
    best = min(run(prompts, new_tokens) for _ in range(passes))
    prefill = min(run(prompts, 1) for _ in range(passes))
    return dict(parallel=parallel, microBatch=microBatch, topK=topK, seconds=round(best, 3),
                rate=round(len(prompts) * new_tokens / best, 1), prefillSeconds=round(prefill, 3),
                decodeRate=round(len(prompts) * (new_tokens - 1) / (best - prefill), 1))


def count(reply):
    return reply.get("tokens_predicted") or reply.get("usage", {}).get("completion_tokens")


if __name__ == "__main__":
    main()
