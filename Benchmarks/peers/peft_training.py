"""LoRA finetuning with transformers and PEFT, at its best setting: non-padding tokens per second.

    python peft_training.py --model .deps/peers/smollm2-hf --rows rows.jsonl

A line of rows.jsonl is {"ids": [...], "supervised": [...]}: token ids, and 0 or 1 for each. What is done for the peer:
rows of similar length share a batch, no attention mask (rows are padded on the right, so causal attention needs none
and takes the fused kernel), logits on the positions before supervised tokens only, fused AdamW, no dropout, no
checkpointing. Every combination of --dtypes, --batch-sizes and --attention trains on the same rows; the first
--warm-up steps are not counted. --compile needs a C++ compiler and minutes before its first step. Prints one JSON line.
"""

import argparse
import itertools
import json
import os
import random
import resource
import time

import torch
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM
from transformers.utils import logging

DTYPES = {"bf16": torch.bfloat16, "fp32": torch.float32}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", required=True)
    arguments.add_argument("--rows", required=True)
    arguments.add_argument("--dtypes", nargs="+", choices=DTYPES, default=["bf16", "fp32"])
    arguments.add_argument("--batch-sizes", nargs="+", type=int, default=[4, 8, 16])
    arguments.add_argument("--attention", nargs="+", choices=["sdpa", "eager"], default=["sdpa", "eager"])
    arguments.add_argument("--compile", action="store_true", help="torch.compile the decoder")
    arguments.add_argument("--warm-up", type=int, help="steps not counted; 1, or 2 with --compile")
    arguments.add_argument("--float32-matmul-precision", default="highest", choices=["highest", "high", "medium"])
    arguments.add_argument("--rank", type=int, default=16)
    arguments.add_argument("--limit", type=int, help="use the first so many rows only")
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    options = arguments.parse_args()
    logging.disable_progress_bar()
    torch.set_num_threads(options.threads)
    torch.set_float32_matmul_precision(options.float32_matmul_precision)

    with open(options.rows) as file:
        rows = [json.loads(line) for line in file][:options.limit]
    results = [train(options, rows, *setting)
               for setting in itertools.product(options.dtypes, options.batch_sizes, options.attention)]
    best = {dtype: max((result for result in results if result["dtype"] == dtype),
                       key=lambda result: result["tokensPerSecond"]) for dtype in options.dtypes}
    print(json.dumps(dict(
        benchmark="peft-lora-training", torch=torch.__version__, threads=options.threads, rank=options.rank,
        compiled=options.compile, float32MatmulPrecision=options.float32_matmul_precision, rows=len(rows),
        peakResidentGB=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        best=best, results=results)))


def train(options, rows, dtype, batch_size, attention):
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=DTYPES[dtype], attn_implementation=attention)
    lora = LoraConfig(task_type="CAUSAL_LM", r=options.rank, lora_alpha=2 * options.rank, target_modules="all-linear")
    model = get_peft_model(model, lora, autocast_adapter_dtype=False).train()
    decoder, head = model.get_base_model().model, model.get_base_model().lm_head
    if options.compile:
        decoder = torch.compile(decoder, dynamic=True)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=2e-4, weight_decay=0, fused=True)

    seconds, tokens, losses = [], [], []
    for ids, supervised, count in batches(rows, batch_size):
        start = time.perf_counter()
        loss = supervised_loss(decoder, head, ids, supervised)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - start)
        tokens.append(count)
    warm_up = options.warm_up or (2 if options.compile else 1)
    if len(seconds) <= warm_up:
        raise SystemExit(f"expected more than {warm_up} batches of {batch_size}, found {len(seconds)}: give more rows")
    tokens, seconds = tokens[warm_up:], seconds[warm_up:]
    return dict(dtype=dtype, batchSize=batch_size, attention=attention, steps=len(seconds), tokens=sum(tokens),
                tokensPerSecond=round(sum(tokens) / sum(seconds), 1),
                bestStep=round(max(count / duration for count, duration in zip(tokens, seconds)), 1),
                firstLoss=round(losses[0], 4), lastLoss=round(losses[-1], 4))


def batches(rows, batch_size):
    """Rows of similar length together, in an order that mixes short and long batches."""
    ordered = sorted(rows, key=lambda row: len(row["ids"]))
    groups = [ordered[start:start + batch_size] for start in range(0, len(ordered), batch_size)]
    random.Random(0).shuffle(groups)
    for group in groups:
        longest = max(len(row["ids"]) for row in group)
        padding = [longest - len(row["ids"]) for row in group]
        ids = torch.tensor([row["ids"] + [0] * extra for row, extra in zip(group, padding)])
        supervised = torch.tensor([row["supervised"] + [0] * extra for row, extra in zip(group, padding)]).bool()
        yield ids, supervised, ids.numel() - sum(padding)


def supervised_loss(decoder, head, ids, supervised):
    """Mean cross-entropy over the supervised tokens; token t is predicted from position t - 1."""
    hidden = decoder(input_ids=ids, use_cache=False).last_hidden_state
    predicted = supervised[:, 1:]
    return F.cross_entropy(head(hidden[:, :-1][predicted]).float(), ids[:, 1:][predicted])


if __name__ == "__main__":
    main()
