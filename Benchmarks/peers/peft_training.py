"""LoRA finetuning with transformers and PEFT, at its best setting: non-padding tokens per second.

    python peft_training.py --model .deps/peers/smollm2-hf --rows rows.jsonl
    python peft_training.py --shape r1-distill-qwen-14b --device cuda --rows 8x2048 --batch-sizes 8 --checkpointing on

Rows are a file of {"ids": [...], "supervised": [...]} lines, so many rows of so many random tokens (8x2048), or rows of mixed
length (mixed:64). What is done for the peer: no attention mask (rows are padded on the right, so causal attention needs
none and takes the fused kernel), logits on the positions before supervised tokens only, fused AdamW, adapters in the
weights' own type, no dropout. `--order similar` also puts rows of similar length into one batch, which trainers do not do
unless they are told to. Every combination of the settings trains on the same rows; one step warms up (two with --compile)
and is not counted. Prints one JSON line.
"""

import argparse
import gc
import itertools
import os
import random

import torch
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model
from transformers.utils import logging

import common
import prompts as inputs


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    common.add_model_arguments(arguments)
    arguments.add_argument("--rows", required=True)
    arguments.add_argument("--batch-sizes", nargs="+", type=int, default=[4, 8, 16])
    arguments.add_argument("--order", choices=["similar", "random"], default="similar")
    arguments.add_argument("--checkpointing", nargs="+", choices=["on", "off"], default=["off"])
    arguments.add_argument("--compile", nargs="+", choices=["on", "off"], default=["off"], help="on takes minutes")
    arguments.add_argument("--rank", type=int, default=16)
    options = arguments.parse_args()
    logging.disable_progress_bar()
    torch.set_num_threads(options.threads or os.cpu_count())

    settings = itertools.product(options.dtypes, options.batch_sizes, options.attention, options.checkpointing,
                                 options.compile)
    results = [train(options, *setting) for setting in settings]
    inputs.report("peft-lora-training", "tokens/s", results, torch=torch.__version__, rank=options.rank,
                  model=options.model or options.shape, rows=options.rows, order=options.order)


def train(options, dtype, batch_size, attention, checkpointing, compiled):
    """The result of one setting; one that does not fit says so."""
    setting = dict(dtype=dtype, batchSize=batch_size, attention=attention, checkpointing=checkpointing,
                   compiled=compiled)
    try:
        return setting | measure(options, **setting)
    except torch.OutOfMemoryError:
        return setting | dict(outOfMemory=True)
    finally:
        gc.collect()
        if options.device != "cpu":
            torch.cuda.empty_cache()


def measure(options, dtype, batchSize, attention, checkpointing, compiled):
    model = common.load_model(options, dtype, attention)
    rows = read_rows(options.rows, model.config.vocab_size)
    lora = LoraConfig(task_type="CAUSAL_LM", r=options.rank, lora_alpha=2 * options.rank, target_modules="all-linear")
    model = get_peft_model(model, lora, autocast_adapter_dtype=False).train()
    if checkpointing == "on":
        model.enable_input_require_grads()
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs=dict(use_reentrant=False))
    decoder, head = model.get_base_model().model, model.get_base_model().lm_head
    if compiled == "on":
        decoder = torch.compile(decoder, dynamic=True)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=1e-4, weight_decay=0, fused=True)
    losses = []

    def step(ids, supervised):
        loss = supervised_loss(decoder, head, ids.to(options.device), supervised.to(options.device))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())

    batches = list(padded_batches(rows, batchSize, options.order))
    for batch in batches[:2 if compiled == "on" else 1]:
        step(*batch)
    common.forget_peak_memory(options)
    best = min(common.seconds(options, lambda: [step(*batch) for batch in batches]) for _ in range(options.passes))
    tokens = sum(len(row["ids"]) for row in rows)
    return dict(rate=round(tokens / best, 1), tokens=tokens, padded=sum(ids.numel() for ids, _ in batches),
                steps=len(batches), firstLoss=round(losses[0], 4), lastLoss=round(losses[-1], 4),
                peakGB=common.peak_gigabytes(options))


def read_rows(text, vocabulary):
    if text.startswith("mixed:"):
        lengths = common.mixed_lengths(int(text[6:]))
    elif inputs.is_count(text):
        lengths = [int(text.split("x")[1])] * int(text.split("x")[0])
    else:
        return inputs.read_json_lines(text)
    return [dict(ids=ids, supervised=[1] * len(ids)) for ids in inputs.random_ids(lengths, vocabulary)]


def padded_batches(rows, batch_size, order):
    """Batches in a random order; rows of similar length together, or as chance has it."""
    shuffle = random.Random(0).shuffle
    rows = sorted(rows, key=lambda row: len(row["ids"]))
    if order == "random":
        shuffle(rows)
    groups = [rows[start:start + batch_size] for start in range(0, len(rows), batch_size)]
    shuffle(groups)
    for group in groups:
        longest = max(len(row["ids"]) for row in group)
        padding = [longest - len(row["ids"]) for row in group]
        ids = torch.tensor([row["ids"] + [0] * extra for row, extra in zip(group, padding)])
        supervised = torch.tensor([row["supervised"] + [0] * extra for row, extra in zip(group, padding)]).bool()
        yield ids, supervised


def supervised_loss(decoder, head, ids, supervised):
    """Mean cross-entropy over the supervised tokens; token t is predicted from position t - 1."""
    hidden = decoder(input_ids=ids, use_cache=False).last_hidden_state
    predicted = supervised[:, 1:]
    return F.cross_entropy(head(hidden[:, :-1][predicted]).float(), ids[:, 1:][predicted])


if __name__ == "__main__":
    main()
