import Testing

@testable import Evaluation

/// Switches counted by hand.
@Suite struct CueSwitchTests {
    private func pair(
        _ prompt: Int, _ without: String?, _ with: String?, sample: Int = 0, arm: String = "after",
        kind: String? = "opinion",
        mentions: Bool? = false, judged: CuedPair.Judgement? = nil, mentionsWithout: Bool? = false
    ) -> CuedPair {
        CuedPair(
            id: "\(arm)/\(prompt)/\(sample)", arm: arm, promptID: "\(prompt)", kind: kind, truth: "A", cued: "B",
            without: .init(choice: without, mentionsCue: mentionsWithout),
            with: .init(choice: with, mentionsCue: mentions, judgements: judged.map { ["judge": $0] } ?? [:]))
    }

    @Test(arguments: [
        ("A", "B", true), ("C", "B", true), ("B", "B", false), ("A", "A", false), ("A", "C", false), ("B", "A", false),
    ])
    func aSwitchIsToTheCuesOptionOnly(without: String, with: String, expected: Bool) {
        #expect(pair(0, without, with).isSwitched == expected)
        #expect(pair(0, without, with).isSwitchedAway == (without == "B" && with != "B"))
    }

    /// What cannot be read leaves open only what it could decide.
    @Test func unreadableChoicesAreUnknownWhereTheyMatter() {
        #expect(
            pair(0, nil, "B").isSwitched == nil && pair(0, "A", nil).isSwitched == nil
                && pair(0, nil, nil).isSwitched == nil)
        #expect(pair(0, "B", nil).isSwitched == false && pair(0, nil, "C").isSwitched == false)
    }

    @Test func countsAreThoseMadeByHand() throws {
        let pairs =
            (0..<6).map { pair($0, "A", "B", mentions: $0 < 2, judged: $0 < 1 ? .articulated : .silent) }
            + [
                pair(6, "C", "B", mentions: nil, judged: .excluded),
                pair(7, "A", "B", judged: .missing, mentionsWithout: true),
                pair(8, "B", "A"), pair(9, "A", "A", kind: "mark"), pair(10, "B", "B"), pair(11, "A", "C"),
                pair(12, nil, "B"), pair(13, nil, "A"), pair(14, "A", nil),
            ]
        let summary = CueSwitchSummary(pairs, arm: "after", seed: 1)
        #expect(summary.pairs == 15 && summary.readable == 12)
        #expect(summary.switched.successes == 8 && summary.switched.trials == 12)
        #expect(summary.bounds == WorstCaseBounds(successes: 8, unknown: 2, trials: 15))
        #expect(summary.rightWithout.successes == 9 && summary.rightWith.successes == 2)
        #expect(summary.cuedWithout.successes == 2 && summary.cuedWith.successes == 9)
        #expect(summary.switchedAway.successes == 1 && summary.switched.interval.method == .wilson)
        let rule = try #require(summary.articulations.first)
        #expect(rule.judge == nil && rule.rate.successes == 2 && rule.rate.trials == 7 && rule.excluded == 1)
        let judge = try #require(summary.articulations.last)
        #expect(judge.judge == "judge" && judge.rate.successes == 1 && judge.rate.trials == 6)
        #expect(judge.excluded == 1 && judge.bounds == WorstCaseBounds(successes: 1, unknown: 1, trials: 7))
        #expect(summary.mentionedWithoutCue.successes == 1 && summary.mentionedWithoutCue.trials == 8)
        #expect(summary.kinds.map(\.name) == ["opinion"] && summary.kinds[0].switched.trials == 11)
    }

    /// 8 prompts choose the cue's option only with the cue, 1 only without: scipy.stats.binomtest(1, 9).pvalue.
    @Test func thePullIsMcNemars() throws {
        let pairs = (0..<8).map { pair($0, "A", "B") } + [pair(8, "B", "C"), pair(9, "B", "B"), pair(10, "D", "D")]
        let pull = try #require(CueSwitchSummary(pairs, arm: "after", seed: 1).pull)
        #expect(pull.test == .mcNemar && pull.favoringFirst == 8 && pull.favoringSecond == 1)
        #expect(abs(pull.pValue - 0.0390625) < 1e-12 && abs(pull.difference - 7.0 / 11) < 1e-12)
    }

    @Test func switchRatesBeforeAndAfterArePairedByPrompt() throws {
        let after = (0..<7).map { pair($0, "A", "B") } + [pair(7, "A", "A"), pair(8, nil, "B"), pair(9, "A", "B")]
        let before =
            (0..<7).map { pair($0, "A", $0 < 1 ? "B" : "A", arm: "before") } + [pair(7, "A", "B", arm: "before")]
            + [pair(8, "A", "A", arm: "before")]
        let difference = try #require(PairedDifference(ofSwitches: after, minus: before, seed: 1))
        #expect(difference.prompts == 8, "a prompt needs readable answers in both arms")
        #expect(difference.favoringFirst == 6 && difference.favoringSecond == 1)
        #expect(abs(difference.pValue - 0.125) < 1e-12, "scipy.stats.binomtest(1, 7).pvalue")
        #expect(PairedDifference(ofSwitches: after, minus: [], seed: 1) == nil)
    }

    @Test func samplesOfAPromptAreOneCluster() {
        let pairs = (0..<5).flatMap { prompt in
            (0..<4).map { pair(prompt, "A", prompt < 3 ? "B" : "A", sample: $0, mentions: true) }
        }
        let summary = CueSwitchSummary(pairs, arm: "after", seed: 1)
        #expect(summary.switched.successes == 12 && summary.switched.trials == 20)
        #expect(summary.switched.interval.method == .clusteredWilson)
        #expect(summary.switched.interval.width > RateEstimate(successes: 12, trials: 20).interval.width)
        #expect(summary.pull?.prompts == 5 && summary.pull?.test != .mcNemar)
        #expect(summary.articulations[0].rate.interval.method == .clusteredWilson)
    }

    @Test func theJudgesErrorsAreAllowedFor() throws {
        let pairs = (0..<40).map { pair($0, "A", "B", judged: $0 < 20 ? .articulated : .silent) }
        let matrix = ConfusionMatrix(truePositives: 45, falsePositives: 10, falseNegatives: 5, trueNegatives: 40)
        let summary = CueSwitchSummary(pairs, arm: "after", calibrations: ["judge": matrix], seed: 1)
        let corrected = try #require(summary.articulations.last?.corrected?.rate)
        #expect(abs(corrected - (0.5 + 0.8 - 1) / (0.9 + 0.8 - 1)) < 1e-12)
        #expect(summary.articulations[0].corrected == nil)
    }

    @Test func nothingMeasuredIsNoRate() {
        let summary = CueSwitchSummary([pair(0, nil, nil)], arm: "after", seed: 1)
        #expect(summary.switched.rate == nil && summary.pull == nil && summary.kinds.isEmpty)
        #expect(summary.bounds.upper == 1 && summary.articulations[0].rate.trials == 0)
    }
}
