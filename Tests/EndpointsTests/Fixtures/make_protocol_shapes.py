"""Writes protocol_shapes.json: answers and streams as the `openai` package's own models spell them, and checks
sent_requests.json: what Candor sends must be what that package's parameter types allow, but for the fields that vLLM adds.

Run with openai 3.54: python make_protocol_shapes.py
"""

import json
import pathlib
import typing

import pydantic
from openai.types import Completion
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.chat.completion_create_params import CompletionCreateParamsBase as ChatParams
from openai.types.completion_create_params import CompletionCreateParamsBase as CompletionParams
from openai.types.responses import Response, ResponseStreamEvent
from openai.types.responses.response_create_params import ResponseCreateParamsBase as ResponseParams

HERE = pathlib.Path(__file__).parent
VLLM = {
    "chat": {"top_k", "stop_token_ids", "continue_final_message", "add_generation_prompt", "stream"},
    "completions": {"top_k", "stop_token_ids", "add_special_tokens", "stream"},
    "responses": {"top_k", "seed", "stop", "stream"},
}
PARAMS = {"chat": ChatParams, "completions": CompletionParams, "responses": ResponseParams}


def dump(model, **extra):
    """A model as JSON, with what a service adds to it."""
    value = json.loads(model.model_dump_json())
    value.update(extra)
    return value


def chat(message, finish_reason, *, extra=None, logprobs=None):
    completion = ChatCompletion.model_validate({
        "id": "chatcmpl-7", "object": "chat.completion", "created": 1760000000, "model": "r1-distill-32b-0528",
        "choices": [{"index": 0, "finish_reason": finish_reason, "logprobs": logprobs,
                     "message": {"role": "assistant", "content": None, "refusal": None} | message}],
        "usage": {"prompt_tokens": 21, "completion_tokens": 34, "total_tokens": 55,
                  "prompt_tokens_details": {"cached_tokens": 16},
                  "completion_tokens_details": {"reasoning_tokens": 20}}})
    return dump(completion, **(extra or {}))


def chunks(deltas, finish_reason):
    base = {"id": "chatcmpl-8", "object": "chat.completion.chunk", "created": 1760000001, "model": "r1-distill-32b-0528"}
    events = [base | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    events.append(base | {"choices": [{"index": 0, "delta": {}, "finish_reason": finish_reason}]})
    events.append(base | {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 6, "total_tokens": 11}})
    return [dump(ChatCompletionChunk.model_validate(event)) for event in events]


def completion(text, finish_reason, logprobs=None):
    return dump(Completion.model_validate({
        "id": "cmpl-1", "object": "text_completion", "created": 1760000002, "model": "base-7b",
        "choices": [{"index": 0, "text": text, "finish_reason": finish_reason, "logprobs": logprobs}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}}))


def unfinished(text):
    """A chunk of a completion; the models know only the last one's finish reason."""
    chunk = completion(text, "stop") | {"usage": None}
    chunk["choices"][0]["finish_reason"] = None
    return chunk


def response(output, status="completed", reason=None, error=None, usage=True):
    return Response.model_validate({
        "id": "resp_1", "object": "response", "created_at": 1760000003, "model": "o9-mini", "status": status,
        "error": error, "incomplete_details": reason and {"reason": reason}, "instructions": None, "metadata": {},
        "output": output, "parallel_tool_calls": True, "temperature": 1.0, "top_p": 1.0, "tool_choice": "auto",
        "tools": [], "usage": {
            "input_tokens": 30, "input_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 0},
            "output_tokens": 12, "output_tokens_details": {"reasoning_tokens": 10}, "total_tokens": 42}
        if usage else None})


def message(*parts, status="completed"):
    return {"id": "msg_1", "type": "message", "role": "assistant", "status": status, "content": list(parts)}


def output_text(text, logprobs=None):
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": logprobs}


def reasoning(summary=(), content=None):
    item = {"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": t} for t in summary]}
    if content is not None:
        item["content"] = [{"type": "reasoning_text", "text": text} for text in content]
    return item


def events(deltas, final):
    adapter = pydantic.TypeAdapter(ResponseStreamEvent)
    kinds = {"content": "response.output_text.delta", "summary": "response.reasoning_summary_text.delta",
             "reasoning": "response.reasoning_text.delta", "part": "response.reasoning_summary_part.added",
             "refusal": "response.refusal.delta"}
    start = response([], status="in_progress", usage=False).model_dump()
    found = [{"type": "response.created", "response": start}]
    for kind, text in deltas:
        event = {"type": kinds[kind], "item_id": "x", "output_index": 0, "content_index": 0, "summary_index": 0}
        if kind == "part":
            event["part"] = {"type": "summary_text", "text": ""}
        else:
            event["delta"] = text
        if kind == "content":
            event["logprobs"] = []
        found.append(event)
    ending = {"completed": "response.completed", "incomplete": "response.incomplete", "failed": "response.failed"}
    found.append({"type": ending[final.status], "response": final.model_dump()})
    found = [event | {"sequence_number": n} for n, event in enumerate(found)]
    return [json.loads(adapter.dump_json(adapter.validate_python(event))) for event in found]


LOGPROBS = {"content": [{"token": t, "logprob": p, "bytes": list(t.encode()), "top_logprobs": []}
                        for t, p in [("Four", -0.25), (".", -0.125)]], "refusal": None}


def with_field(body, name, text):
    """A chat completion with reasoning in a field that OpenAI's own models do not have."""
    body["choices"][0]["message"][name] = text
    return body


def shapes():
    usage = [21, 16, 34]
    yield "chat", "plain", chat({"content": "Four."}, "stop"), ["Four.", False, "stop", usage]
    yield "chat", "inline", chat({"content": "<think>\nsum\n</think>\n\nFour."}, "stop"), \
        ["<think>\nsum\n</think>\n\nFour.", False, "stop", usage]
    yield "chat", "lone closing tag", chat({"content": "sum\n</think>\n\nFour."}, "stop"), \
        ["sum\n</think>\n\nFour.", True, "stop", usage]
    for name in ["reasoning_content", "reasoning"]:
        yield "chat", name, with_field(chat({"content": "Four."}, "stop"), name, "sum"), \
            ["<think>\nsum\n</think>\n\nFour.", False, "stop", usage]
        yield "chat", name + " truncated", with_field(chat({"content": None}, "length"), name, "sum of"), \
            ["<think>\nsum of", False, "length", usage]
    yield "chat", "both names", with_field(with_field(chat({"content": "Four."}, "stop"), "reasoning", "sum"),
                                           "reasoning_content", "sum"), \
        ["<think>\nsum\n</think>\n\nFour.", False, "stop", usage]
    yield "chat", "reasoning without answer", with_field(chat({"content": ""}, "stop"), "reasoning", "sum"), \
        ["<think>\nsum\n</think>\n\n", False, "stop", usage]
    yield "chat", "answer cut short", chat({"content": "Four is"}, "length"), ["Four is", False, "length", usage]
    yield "chat", "hidden reasoning cut short", chat({"content": None}, "length"), ["", False, "length", usage]
    yield "chat", "refusal", chat({"refusal": "I cannot."}, "stop"), ["", False, "refused", usage]
    yield "chat", "filtered", chat({"content": "Fo"}, "content_filter"), ["Fo", False, "refused", usage]
    yield "chat", "logprobs", chat({"content": "Four."}, "stop", logprobs=LOGPROBS), ["Four.", False, "stop", usage]
    yield "completions", "text", completion(" Four.", "stop"), [" Four.", False, "stop", [9, 0, 4]]
    yield "completions", "logprobs", completion("Four.", "length", {
        "tokens": ["Four", "."], "token_logprobs": [-0.25, -0.125], "text_offset": [0, 4], "top_logprobs": []}), \
        ["Four.", False, "length", [9, 0, 4]]
    counts = [30, 8, 12]
    yield "responses", "message", dump(response([message(output_text("Four."))])), ["Four.", False, "stop", counts]
    yield "responses", "summary", dump(response([reasoning(["one", "two"]), message(output_text("Four."))])), \
        ["<think>\none\n\ntwo\n</think>\n\nFour.", False, "stop", counts]
    yield "responses", "reasoning", dump(response([reasoning(["short"], ["sum"]), message(output_text("Four."))])), \
        ["<think>\nsum\n</think>\n\nFour.", False, "stop", counts]
    yield "responses", "hidden reasoning", dump(response([reasoning(), message(output_text("Four."))])), \
        ["Four.", False, "stop", counts]
    yield "responses", "cut in reasoning", dump(response([reasoning([], ["sum"])], "incomplete", "max_output_tokens")), \
        ["<think>\nsum", False, "length", counts]
    yield "responses", "filtered", dump(response([], "incomplete", "content_filter")), ["", False, "refused", counts]
    yield "responses", "refusal", dump(response([message({"type": "refusal", "refusal": "I cannot."})])), \
        ["", False, "refused", counts]
    yield "responses", "logprobs", dump(response([message(output_text("Four.", LOGPROBS["content"]))])), \
        ["Four.", False, "stop", counts]


def streams():
    counts = [5, 0, 6]
    yield "chat", "plain", chunks([{"role": "assistant", "content": ""}, {"content": "Fo"}, {"content": "ur."}],
                                  "stop"), ["Four.", False, "stop", counts]
    yield "chat", "reasoning", chunks([{"role": "assistant", "content": ""}, {"reasoning_content": "su"},
                                       {"reasoning_content": "m"}, {"content": "Four"}, {"content": "."}], "stop"), \
        ["<think>\nsum\n</think>\n\nFour.", False, "stop", counts]
    yield "chat", "reasoning cut short", chunks([{"reasoning": "su"}, {"reasoning": "m"}], "length"), \
        ["<think>\nsum", False, "length", counts]
    yield "chat", "refusal", chunks([{"refusal": "I can"}, {"refusal": "not."}], "stop"), ["", False, "refused", counts]
    yield "completions", "text", [unfinished("Fo"), unfinished("ur"), completion(".", "stop")], \
        ["Four.", False, "stop", [9, 0, 4]]
    final = response([message(output_text("Four."))])
    used = [30, 8, 12]
    yield "responses", "message", events([("content", "Fo"), ("content", "ur.")], final), ["Four.", False, "stop", used]
    yield "responses", "summary", events([("part", ""), ("summary", "on"), ("summary", "e"), ("part", ""),
                                          ("summary", "two"), ("content", "Four.")], final), \
        ["<think>\none\n\ntwo\n</think>\n\nFour.", False, "stop", used]
    yield "responses", "reasoning cut short", events(
        [("reasoning", "su"), ("reasoning", "m")], response([], "incomplete", "max_output_tokens")), \
        ["<think>\nsum", False, "length", used]
    yield "responses", "refusal", events([("refusal", "I cannot.")], final), ["", False, "refused", used]


def check_requests():
    """Every request that the tests of Candor's requests hold is valid for openai's types."""
    for case in json.loads((HERE / "sent_requests.json").read_text()):
        params, api = case["body"], case["api"]
        known = typing.get_type_hints(PARAMS[api])
        fields = {name: value for name, value in params.items() if name not in VLLM[api]}
        assert not fields.keys() - known.keys(), fields.keys() - known.keys()
        pydantic.TypeAdapter(PARAMS[api]).validate_python(fields)
        print("valid:", api, case["name"])


def main():
    keys = ["text", "reasoningIsOpen", "ending", "usage"]
    answers = [{"api": api, "name": name, "body": json.dumps(body)} | dict(zip(keys, expected))
               for api, name, body, expected in shapes()]
    streamed = [{"api": api, "name": name, "events": [json.dumps(event) for event in found]} | dict(zip(keys, expected))
                for api, name, found, expected in streams()]
    text = json.dumps({"answers": answers, "streams": streamed}, indent=1)
    (HERE / "protocol_shapes.json").write_text(text + "\n")
    check_requests()


main()
