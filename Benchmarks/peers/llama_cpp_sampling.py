"""Sampling with llama.cpp, at its best setting: new tokens per second, prefill included.

    python llama_cpp_sampling.py --gguf SmolLM2-135M-Instruct.Q4_1.gguf --prompts prompts.jsonl --new-tokens 128
    python llama_cpp_sampling.py --gguf smollm2-bf16.gguf --prompts 1x128 --parallel 1

Uses llama.cpp's own C interface through llama-cpp-python, which pip builds for the very processor it is installed on; what
instructions that build uses is part of the result. Every prompt gets exactly --new-tokens tokens at temperature 0.7, drawn by
llama.cpp's samplers: from all tokens (--top-k 0), or from the likeliest 40, its own default, which it is faster at. A
short run warms up each setting and is not counted. Prints one JSON line.
"""

import argparse
import ctypes
import functools
import itertools
import os
import time

import llama_cpp.llama_cpp as llama

import prompts as inputs


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gguf", required=True)
    arguments.add_argument("--prompts", required=True)
    arguments.add_argument("--new-tokens", type=int, default=128)
    arguments.add_argument("--parallel", nargs="+", type=int, default=[100, 32], help="sequences at once")
    arguments.add_argument("--micro-batch", nargs="+", type=int, default=[512, 2048])
    arguments.add_argument("--flash-attention", nargs="+", choices=["on", "off"], default=["on", "off"])
    arguments.add_argument("--repack", nargs="+", choices=["on", "off"], default=["on", "off"],
                           help="weights rearranged for the processor's matrix instructions")
    arguments.add_argument("--top-k", nargs="+", type=int, default=[0, 40])
    arguments.add_argument("--passes", type=int, default=2, help="times that the work is done; the best counts")
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    options = arguments.parse_args()
    log = llama.llama_log_callback(lambda level, text, data: None)
    llama.llama_log_set(log, None)
    llama.llama_backend_init()

    settings = [dict(parallel=parallel, microBatch=micro_batch, flashAttention=flash, repack=repack, topK=top_k)
                for parallel, micro_batch, flash, repack, top_k in itertools.product(
                    options.parallel, options.micro_batch, options.flash_attention, options.repack, options.top_k)]
    results = inputs.tuned(settings, functools.partial(measure, options), options.new_tokens, options.passes)
    inputs.report("llama-cpp-python", "tokens/s", results, gguf=os.path.basename(options.gguf), threads=options.threads,
                  instructions=llama.llama_print_system_info().decode(), prompts=options.prompts,
                  newTokens=options.new_tokens)


def measure(options, new_tokens, passes, repack, topK, **setting):
    model_settings = llama.llama_model_default_params()
    model_settings.use_extra_bufts = repack == "on"
    model = llama.llama_model_load_from_file(options.gguf.encode(), model_settings)
    if not model:
        raise SystemExit(f"{options.gguf}: llama.cpp cannot load it")
    prompts = inputs.read(options.prompts, llama.llama_vocab_n_tokens(llama.llama_model_get_vocab(model)))
    run = Run(model, prompts, options.threads, new_tokens, topK, **setting)
    groups = [prompts[start:start + setting["parallel"]] for start in range(0, len(prompts), setting["parallel"])]
    run.continue_all(groups[:1], 4)
    best, prefill = min(run.continue_all(groups, new_tokens) for _ in range(passes))
    run.free()
    llama.llama_model_free(model)
    count = len(prompts) * new_tokens
    return setting | dict(
        repack=repack, topK=topK, rate=round(count / best, 1), seconds=round(best, 3),
        prefillSeconds=round(prefill, 3), decodeRate=round((count - len(prompts)) / (best - prefill), 1))


class Run:
    """Prompts that are continued under one setting."""

    def __init__(self, model, prompts, threads, new_tokens, top_k, parallel, microBatch, flashAttention):
        self.top_k = top_k
        # Sequences share one cache of cells; each of them needs its own tokens only.
        settings = llama.llama_context_default_params()
        settings.n_ctx = (max(map(len, prompts)) + new_tokens) * parallel
        settings.n_batch = max(2048, microBatch, parallel)
        settings.n_ubatch = microBatch
        settings.n_seq_max = parallel
        settings.n_threads = settings.n_threads_batch = threads
        settings.flash_attn_type = 1 if flashAttention == "on" else 0
        settings.no_perf = True
        self.capacity = settings.n_batch
        self.context = llama.llama_init_from_model(model, settings)
        if not self.context:
            raise SystemExit(f"llama.cpp refuses {parallel} sequences, micro-batch {microBatch}, {flashAttention}")
        self.batch = llama.llama_batch_init(self.capacity, 0, 1)

    def free(self):
        llama.llama_batch_free(self.batch)
        llama.llama_free(self.context)

    def continue_all(self, groups, new_tokens):
        """The seconds that it took, and of them those until each sequence had its first new token."""
        start, prefill = time.perf_counter(), 0.0
        for group in groups:
            llama.llama_memory_clear(llama.llama_get_memory(self.context), True)
            samplers = [self.sampler(seed) for seed in range(len(group))]
            group_start = time.perf_counter()
            tokens = self.prefill(group, samplers)
            prefill += time.perf_counter() - group_start
            for step in range(new_tokens - 1):
                self.decode([(token, len(prompt) + step, sequence, True)
                             for sequence, (token, prompt) in enumerate(zip(tokens, group))])
                tokens = [llama.llama_sampler_sample(sampler, self.context, index)
                          for index, sampler in enumerate(samplers)]
            for sampler in samplers:
                llama.llama_sampler_free(sampler)
        return time.perf_counter() - start, prefill

    def prefill(self, group, samplers):
        """The first new token of each sequence."""
        tokens, entries, ends = [None] * len(group), [], []

        def flush():
            self.decode(entries)
            for sequence, index in ends:
                tokens[sequence] = llama.llama_sampler_sample(samplers[sequence], self.context, index)
            entries.clear()
            ends.clear()

        for sequence, prompt in enumerate(group):
            for position, token in enumerate(prompt):
                if len(entries) == self.capacity:
                    flush()
                is_last = position == len(prompt) - 1
                if is_last:
                    ends.append((sequence, len(entries)))
                entries.append((token, position, sequence, is_last))
        flush()
        return tokens

    def decode(self, entries):
        batch = self.batch
        batch.n_tokens = len(entries)
        for index, (token, position, sequence, wants_logits) in enumerate(entries):
            batch.token[index], batch.pos[index] = token, position
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = sequence
            batch.logits[index] = wants_logits
        status = llama.llama_decode(self.context, batch)
        if status != 0:
            raise SystemExit(f"llama_decode returned {status}")

    def sampler(self, seed):
        chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
        if self.top_k > 0:
            llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_top_k(self.top_k))
        llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_temp(ctypes.c_float(0.7)))
        llama.llama_sampler_chain_add(chain, llama.llama_sampler_init_dist(seed))
        return chain


if __name__ == "__main__":
    main()
