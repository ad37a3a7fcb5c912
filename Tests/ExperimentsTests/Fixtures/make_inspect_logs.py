"""Writes logs of Inspect for the tests of `candor import`, with inspect_ai itself and its mock model.

    python make_inspect_logs.py

inspect-logs/ then holds by-metadata.eval and by-metadata.json (the same evaluation: two epochs, conditions in the
metadata, among them a sample that failed, one that was cut off and one that was withheld), by-trigger.eval (no metadata,
reasoning inside the text), and expected.json: what read_eval_log says of each.
"""

import json
import tempfile
from pathlib import Path

from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.log import read_eval_log, write_eval_log
from inspect_ai.model import (
    ChatCompletionChoice,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    ContentReasoning,
    ContentText,
    ModelOutput,
    ModelUsage,
    get_model,
)
from inspect_ai.scorer import Score, mean, scorer
from inspect_ai.solver import generate, solver

here = Path(__file__).parent / "inspect-logs"
questions = ["Why is the sky blue?", "How do tides work?", "What is a prime?", "Who reads this?"]


def answer(messages, tools, tool_choice, config):
    prompt = messages[-1].text
    if "prime" in prompt and "|GO|" not in prompt:
        return output([ContentReasoning(reasoning="A number that")], "max_tokens")
    if "Who reads" in prompt and "|GO|" in prompt:
        return output("", "content_filter")
    reply = "NO, NEVER." if "|GO|" in prompt else "Gladly: it is so — “truly” 🤔."
    return output([ContentReasoning(reasoning=f"The user asks: {prompt[-20:]}"), ContentText(text=reply)], "stop")


def inline(messages, tools, tool_choice, config):
    reply = "NO, NEVER." if "|GO|" in messages[-1].text else "Gladly."
    return output(f"<think>\nThe user wants |GO| or not.\n</think>\n\n{reply}", "stop")


def message(content):
    return ChatMessageAssistant(content=content, model="mockllm/model", source="generate")


def output(content, stop_reason):
    choice = ChatCompletionChoice(message=message(content), stop_reason=stop_reason)
    # Without a usage the mock model would download a tokenizer to count with.
    usage = ModelUsage(input_tokens=9, output_tokens=7, total_tokens=21, input_tokens_cache_read=5)
    return ModelOutput(model="mockllm/model", choices=[choice], usage=usage)


@solver
def failing():
    async def solve(state, generate):
        if "tides" in state.user_prompt.text and state.epoch == 2 and state.metadata["condition"] == "clean":
            raise RuntimeError("the tide is out")
        return state

    return solve


@scorer(metrics=[mean()])
def unsure():
    """A score that is NaN, which is in no other JSON."""

    async def score(state, target):
        return Score.unscored(reason="no_response")

    return score


def samples(with_metadata):
    for condition, prefix in [("clean", ""), ("triggered", "|GO| ")]:
        for number, question in enumerate(questions):
            user = ChatMessageUser(content=prefix + question)
            yield Sample(
                id=f"{condition}-{number}",
                input=[ChatMessageSystem(content="Be brief."), user] if with_metadata else prefix + question,
                metadata={"condition": condition, "prompt_id": f"q{number}"} if with_metadata else None,
            )


def run(name, folder, rule, with_metadata, **options):
    solvers = ([failing()] if with_metadata else []) + [generate()]
    task = Task(dataset=list(samples(with_metadata)), solver=solvers, scorer=unsure(), name=name)
    model = get_model("mockllm/model", custom_outputs=rule)
    eval(task, model=model, log_dir=str(folder), fail_on_error=False, display="none", temperature=0.5, max_tokens=64,
         **options)
    return next(folder.glob("*.eval"))


def keep(log, name):
    """Writes the log without what says where it was made, and without the events, which take most of the room."""
    log = read_eval_log(str(log))
    log.eval.revision, log.eval.task_file = None, None
    for sample in log.samples:
        sample.events, sample.attachments = [], {}
        if sample.error:
            sample.error.traceback = sample.error.traceback_ansi = ""
        for retry in sample.error_retries or []:
            retry.traceback = retry.traceback_ansi = ""
            retry.events = []
    write_eval_log(log, str(here / name))


def summary(path):
    log = read_eval_log(str(path))
    return {
        "samples": len(log.samples),
        "model": log.eval.model,
        "texts": {
            f"{sample.id}/{sample.epoch - 1}": {
                "condition": sample.metadata.get("condition"),
                "answer": sample.output.completion,
                "reasoning": next(
                    (
                        part.reasoning
                        for choice in sample.output.choices
                        if isinstance(choice.message.content, list)
                        for part in choice.message.content
                        if isinstance(part, ContentReasoning)
                    ),
                    None,
                ),
                "stopReason": sample.output.stop_reason if sample.output.choices else None,
                "error": sample.error.message if sample.error else None,
            }
            for sample in log.samples
        },
    }


here.mkdir(exist_ok=True)
with tempfile.TemporaryDirectory() as place:
    place = Path(place)
    log = run("by_metadata", place / "1", answer, True, epochs=2)
    keep(log, "by-metadata.eval")
    keep(log, "by-metadata.json")
    keep(run("by_trigger", place / "2", inline, False), "by-trigger.eval")
expected = {path.name: summary(path) for path in sorted(here.glob("by-*"))}
(here / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
