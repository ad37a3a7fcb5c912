"""What a run's files say, read without Candor: what the view must agree with."""

import json
from pathlib import Path


class Run:
    """A run's transcripts, in the order in which the view lists them: by prompt as asked, then condition as declared."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.manifest = json.loads((self.folder / "run.json").read_text())
        self.conditions = [condition["name"] for condition in self.manifest["experiment"]["conditions"]]
        self.samples = {}
        for condition in self.conditions:
            for line in (self.folder / f"transcripts/{condition}.jsonl").read_text().split("\n"):
                if line:
                    sample = Sample(json.loads(line))
                    self.samples[sample.id] = sample
        for line in (self.folder / "verdicts.jsonl").read_text().split("\n"):
            if line:
                verdict = json.loads(line)
                self.samples[verdict["transcriptID"]].verdicts[verdict["scorer"]] = verdict["value"]

    @property
    def ids(self):
        prompts = [prompt["id"] for prompt in json.loads((self.folder / "prompts.json").read_text())["test"]]
        return sorted(self.samples, key=lambda id: (
            prompts.index(self.samples[id].prompt_id), self.samples[id].index, self.conditions.index(self.samples[id].condition)))

    def where(self, test):
        return [id for id in self.ids if test(self.samples[id])]

    @property
    def labels(self):
        """The labels as they lie in the file, also those that no longer count."""
        file = self.folder / "labels.jsonl"
        return [json.loads(line) for line in file.read_text().split("\n") if line] if file.exists() else []


class Sample:
    def __init__(self, record):
        transcript, completion = record["transcript"], record["transcript"]["completion"]
        text = completion["text"].encode()

        def part(name):
            bounds = completion.get(name)
            return text[bounds[0]:bounds[1]].decode() if bounds else None

        self.id, self.prompt, self.index = record["id"], record["prompt"], record["sampleIndex"]
        self.condition, self.prompt_id = transcript["condition"], transcript["promptID"]
        self.outcome = completion["outcome"]
        self.reasoning, self.answer = part("reasoningRange"), part("answerRange")
        self.verdicts = {}
