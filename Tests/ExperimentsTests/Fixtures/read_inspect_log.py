"""Reads a log with inspect_ai and prints what is in it as JSON.

    python read_inspect_log.py LOG.eval|LOG.json

The log is read as a whole, its header alone, and through the listing of its folder, as `inspect view` does.
"""

import json
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

from inspect_ai.log import list_eval_logs, read_eval_log, read_eval_log_sample_summaries
from inspect_ai.model import ContentReasoning

path = sys.argv[1]
log = read_eval_log(path)
header = read_eval_log(path, header_only=True)
assert header.samples is None and header.results == log.results and header.stats == log.stats
summaries = read_eval_log_sample_summaries(path)
assert [(s.id, s.epoch) for s in sorted(summaries, key=lambda s: (s.id, s.epoch))] == sorted(
    (s.id, s.epoch) for s in log.samples
), "the summaries are of other samples"


def text(score):
    if isinstance(score.value, float) and math.isnan(score.value):
        return f"unscored: {score.reason}"
    return str(score.value)


outcomes, values = defaultdict(Counter), defaultdict(lambda: defaultdict(Counter))
chosen = {}
for sample in log.samples:
    condition = sample.metadata["condition"]
    outcomes[condition][sample.metadata["outcome"]] += 1
    labels = {name: score for name, score in sample.scores.items() if name.startswith("human/")}
    for name in sample.scores.keys() - labels.keys():
        values[name][condition][text(sample.scores[name])] += 1
    reasoning = [
        part.reasoning
        for message in sample.messages
        if isinstance(message.content, list)
        for part in message.content
        if isinstance(part, ContentReasoning)
    ]
    assert len(reasoning) <= 1
    chosen[f"{sample.id}/{sample.epoch - 1}"] = {
        "roles": [message.role for message in sample.messages],
        "reasoning": reasoning[0] if reasoning else None,
        "answer": sample.output.completion,
        "stopReason": sample.output.stop_reason if sample.output.choices else None,
        "labels": {name: text(score) for name, score in labels.items()},
    }

json.dump(
    {
        "task": log.eval.task,
        "status": log.status,
        "samples": len(log.samples),
        "listed": len(list_eval_logs(str(Path(path).parent))),
        "outcomes": outcomes,
        "values": values,
        "metrics": {s.name: {m.name: m.value for m in s.metrics.values()} for s in log.results.scores},
        "errors": {s.id: s.error.message for s in log.samples if s.error},
        "chosen": chosen,
    },
    sys.stdout,
)
