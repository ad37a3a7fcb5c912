import Testing

@testable import Evaluation

@Suite struct ScoreSummaryTests {
    private let detector = Detector("judge", dichotomy: Dichotomy(positive: ["low"], cut: 30), range: 0...100)

    /// A sample for each finding, of the prompt that it is listed under.
    private func summary(_ findings: [(prompt: String, value: Verdict.Value)], _ detector: Detector) throws
        -> ScoreSummary?
    {
        let transcripts = findings.enumerated().map { index, finding in
            Transcript.sample("<think>a</think>b", id: "t\(index)", prompt: finding.prompt)
        }
        let verdicts = zip(transcripts, findings).map {
            Verdict(scorer: "judge", transcriptID: $0.id, value: $1.value)
        }
        return try ConditionSummary(
            condition: "triggered", requested: findings.count, transcripts: transcripts, verdicts: verdicts,
            detectors: [detector]
        ).scores["judge"]
    }

    @Test func theMeanIsOverPromptsAndNotOverSamples() throws {
        let found = try #require(
            try summary(
                [("a", .score(90)), ("a", .score(90)), ("a", .score(90)), ("b", .score(10)), ("c", .score(20))],
                detector))
        #expect(found.scored == 5 && found.mean.count == 3 && found.mean.mean == 40)
        // Student's t with 2 degrees of freedom is 4.3027; s is 43.589.
        let interval = try #require(found.mean.interval)
        #expect(abs(interval.upper - (40 + 4.302_653 * 43.588_989 / 1.732_051)) < 1e-3)
        #expect(found.bounds == .init(lower: 40, upper: 40) && found.missing == 0)
    }

    @Test func whatIsMissingIsCountedAndBoundsTheMean() throws {
        let refused = Verdict.Value.skipped(reason: "the judge refused")
        let found = try #require(
            try summary(
                [
                    ("a", .score(60)), ("a", refused), ("b", .score(40)), ("c", refused), ("d", .label("refusal")),
                    ("e", .notAsked),
                ], detector))
        #expect(found.scored == 2 && found.missing == 2 && found.mean.mean == 50)
        #expect(found.labelled == ["refusal": 1] && found.skipped == ["the judge refused": 2])
        // a 30 to 80, b 40, c 0 to 100; a refusal to answer has no score at all.
        let bounds = try #require(found.bounds)
        #expect(abs(bounds.lower - 70.0 / 3) < 1e-9 && abs(bounds.upper - 220.0 / 3) < 1e-9)
    }

    @Test func judgesWithoutScoresHaveNoMean() throws {
        #expect(try summary([("a", .flag(true))], Detector("judge")) == nil)
        #expect(try summary([("a", .notAsked)], detector) == nil)
        let silent = try #require(try summary([("a", .skipped(reason: "the judge refused"))], detector))
        #expect(silent.mean.mean == nil && silent.bounds == .init(lower: 0, upper: 100))
    }
}
