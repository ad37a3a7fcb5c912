import Testing

@testable import Evaluation

@Suite struct DecisionTimelineTests {
    private func timeline(_ odds: [Double], prompt: String = "p", id: String = "t") -> DecisionTimeline {
        DecisionTimeline(
            id: id, condition: "triggered", promptID: prompt,
            points: odds.enumerated().map {
                .init(share: Double($0) / Double(odds.count - 1), behavior: $1 - 5, clean: -5)
            })
    }

    @Test(arguments: [
        ([3.0, 4, 5], 0.0), ([-3, 4, 5], 0.5), ([3, -4, 5], 1), ([-3, -4, -5], nil), ([3, 4, -5], nil),
        ([-1, 0, 2], 1),
    ])
    func theOnsetIsWhereTheBehaviorStaysLikelier(odds: [Double], onset: Double?) {
        #expect(timeline(odds).onset == onset)
        #expect(timeline(odds).isDecidedAtStart == (onset == 0))
    }

    @Test func theAreaIsTheMeanShareOfTheBehavior() {
        #expect(abs(timeline([0, 0, 0]).area - 0.5) < 1e-12)
        #expect(timeline([-40, -40, 40, 40]).area > 0.49 && timeline([-40, -40, 40, 40]).area < 0.51)
        #expect(timeline([60, 60]).area > 0.999_999)
        #expect(timeline([-700, -700]).area >= 0)
    }

    @Test func theLargestStepSaysHowFarAndWhere() {
        let step = timeline([-2, -1, 7, 8, 8]).largestStep
        #expect(step?.odds == 8 && step?.share == 0.5)
        #expect(timeline([1, -9, -8]).largestStep?.odds == -10)
    }

    @Test func oddsBetweenCutsLieOnALine() {
        #expect(timeline([0, 4, 0]).odds(at: 0.25) == 2)
        #expect(timeline([0, 4, 0]).odds(at: 1) == 0)
        #expect(timeline([1, 4, 0]).odds(at: 0) == 1)
    }

    @Test func samplesOfOnePromptAreOneCluster() {
        let timelines = (0..<10).flatMap { prompt in
            (0..<3).map { timeline([-1, Double(prompt % 2) - 0.5], prompt: "\(prompt)", id: "\(prompt)/\($0)") }
        }
        let summary = TimelineSummary(timelines, of: "triggered")
        #expect(summary.transcripts == 30 && summary.prompts == 10)
        #expect(summary.decided.successes == 15 && summary.decided.trials == 30)
        #expect(summary.decidedAtStart.successes == 0)
        #expect(summary.area.count == 10)
        #expect(summary.onset?.mean == 1)
        #expect(summary.curve.first?.odds.mean == -1 && summary.curve.last?.odds.mean == 0)
        let alone = RateEstimate(successes: 15, trials: 30).interval
        #expect(summary.decided.interval.upper > alone.upper, "30 samples of 10 prompts are not 30 prompts")
    }

    @Test func withoutADecisionThereIsNoOnset() {
        let summary = TimelineSummary([timeline([-1, -2]), timeline([-1, -3], prompt: "q")], of: "clean")
        #expect(summary.onset == nil && summary.decided.successes == 0)
    }
}
