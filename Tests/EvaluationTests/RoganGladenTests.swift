import Testing

@testable import Evaluation

@Suite struct RoganGladenTests {
    private func calibration(_ sensitivity: (Int, Int), _ specificity: (Int, Int)) -> ConfusionMatrix {
        ConfusionMatrix(
            truePositives: sensitivity.0, falsePositives: specificity.1 - specificity.0,
            falseNegatives: sensitivity.1 - sensitivity.0, trueNegatives: specificity.0)
    }

    /// A share of a study's probability for which a claim about its outcome holds.
    private func coverage(
        of study: AgreementReference.Study, by isCovered: (RoganGladen) -> Bool?
    ) -> (covered: Double, said: Double) {
        var covered = 0.0
        var said = 0.0
        for (flags, p) in study.flagged.enumerated() {
            let apparent = RateEstimate(successes: flags, trials: study.samples)
            for (positives, q) in study.truePositives.enumerated() {
                for (negatives, r) in study.trueNegatives.enumerated() {
                    let matrix = calibration((positives, study.calibrated), (negatives, study.calibrated))
                    guard let isCovered = isCovered(RoganGladen(apparent: apparent, calibration: matrix)) else {
                        continue
                    }
                    said += p * q * r
                    if isCovered { covered += p * q * r }
                }
            }
        }
        return (covered, said)
    }

    @Test func theIntervalCoversTheTrueRateAsOftenAsItSays() throws {
        let studies = try AgreementReference.load().studies
        #expect(studies.count == 3)
        for study in studies {
            let result = coverage(of: study) { corrected in corrected.interval.map { $0.contains(study.rate) } }
            #expect(result.said > 0.9, "\(study.rate)")
            #expect(result.covered / result.said >= 0.945, "\(study.rate): \(result)")
            // The interval that takes the judge for infallible must fail, or the study shows nothing.
            let naive = coverage(of: study) { $0.interval == nil ? nil : $0.apparent.interval.contains(study.rate) }
            #expect(naive.covered < result.covered)
        }
    }

    @Test func theIntervalIsThatOfThePaper() throws {
        for row in try AgreementReference.load().corrections {
            let corrected = RoganGladen(
                apparent: RateEstimate(successes: row.flagged[0], trials: row.flagged[1], confidence: row.confidence),
                calibration: calibration(
                    (row.sensitivity[0], row.sensitivity[1]), (row.specificity[0], row.specificity[1])))
            let interval = try #require(corrected.interval)
            #expect(
                agree(interval.lower, row.interval[0]) && agree(interval.upper, row.interval[1]), "\(row) \(interval)")
            #expect(interval.confidence == row.confidence)
        }
    }

    @Test func theRateIsThatOfTheFormula() throws {
        // A herd of 150 cows of which 23 test positive, with sensitivity 0.96 and specificity 0.89: 0.0509.
        let herd = RoganGladen(
            apparent: RateEstimate(successes: 23, trials: 150), calibration: calibration((96, 100), (89, 100)))
        #expect(abs(try #require(herd.rate) - 0.0510) < 1e-4)
        #expect(try #require(herd.interval).contains(try #require(herd.rate)))
        #expect(herd.interval?.method == .langReiczigel)
    }

    @Test func aPerfectTestWithEndlessCalibrationCorrectsNothing() throws {
        let apparent = RateEstimate(successes: 30, trials: 100)
        let many = 100_000_000
        let corrected = RoganGladen(apparent: apparent, calibration: calibration((many, many), (many, many)))
        #expect(abs(try #require(corrected.rate) - 0.3) < 1e-12)
        // What is left is Agresti and Coull's interval, which is Wilson's made a little wider.
        let interval = try #require(corrected.interval)
        #expect(abs(interval.lower - apparent.interval.lower) < 0.005)
        #expect(abs(interval.upper - apparent.interval.upper) < 0.005)
    }

    @Test func aRateBelowTheFalseAlarmsIsClippedAndKept() throws {
        let corrected = RoganGladen(
            apparent: RateEstimate(successes: 7, trials: 100), calibration: calibration((90, 100), (90, 100)))
        #expect(corrected.rate == 0 && !corrected.contradictsCalibration)
        #expect(abs(try #require(corrected.unclippedRate) + 0.0375) < 1e-12)
        let interval = try #require(corrected.interval)
        #expect(interval.lower == 0 && interval.upper > 0 && interval.upper < 0.1)
    }

    @Test func aRateThatTheCalibrationRulesOutIsTold() throws {
        // Of a thousand clean items the judge flagged a hundred: it cannot flag two of a thousand here.
        let few = RoganGladen(
            apparent: RateEstimate(successes: 2, trials: 1000), calibration: calibration((900, 1000), (900, 1000)))
        #expect(few.contradictsCalibration && few.rate == 0)
        let many = RoganGladen(
            apparent: RateEstimate(successes: 998, trials: 1000), calibration: calibration((900, 1000), (900, 1000)))
        #expect(many.contradictsCalibration && many.rate == 1)
    }

    @Test func nothingIsSaidForATestThatKnowsNothing() {
        let apparent = RateEstimate(successes: 40, trials: 100)
        for matrix in [
            calibration((40, 100), (60, 100)),
            calibration((20, 100), (30, 100)),
            calibration((12, 20), (11, 20)),
            calibration((0, 0), (50, 50)),
            calibration((50, 50), (0, 0)),
            calibration((1, 1), (1, 1)),
        ] {
            let corrected = RoganGladen(apparent: apparent, calibration: matrix)
            #expect(corrected.rate == nil && corrected.unclippedRate == nil && corrected.interval == nil, "\(matrix)")
        }
        let nothing = RoganGladen(
            apparent: RateEstimate(successes: 0, trials: 0), calibration: calibration((50, 50), (50, 50)))
        #expect(nothing.rate == nil)
    }

    @Test func everythingThatIsSaidIsOrderedAndWithinBounds() {
        for positives in 1...9 {
            for negatives in 1...9 {
                for seen in 0...positives * negatives {
                    let matrix = calibration(
                        (seen / negatives, positives), (negatives - seen % negatives, negatives))
                    for flags in 0...4 {
                        let apparent = RateEstimate(successes: flags, trials: 4)
                        let corrected = RoganGladen(apparent: apparent, calibration: matrix)
                        guard let interval = corrected.interval else { continue }
                        #expect(0 <= interval.lower && interval.lower <= interval.upper && interval.upper <= 1)
                        let difference = CorrectedDifference(
                            RateDifference(apparent, minus: RateEstimate(successes: 1, trials: 4)),
                            calibration: matrix)
                        guard let interval = difference.interval else { continue }
                        #expect(-1 <= interval.lower && interval.lower < interval.upper && interval.upper <= 1)
                    }
                }
            }
        }
    }

    @Test func samplesThatShareAPromptCountForLess() throws {
        let clustered = RateEstimate(clusters: (0..<24).map { (successes: $0 < 10 ? 8 : 0, trials: 8) })
        #expect(abs(clustered.effectiveTrials - 23) < 0.01)
        #expect(RateEstimate(successes: 80, trials: 192).effectiveTrials == 192)
        #expect(RateEstimate(clusters: []).effectiveTrials == 0)
        let none = RateEstimate(clusters: Array(repeating: (successes: 0, trials: 8), count: 24))
        #expect(abs(none.effectiveTrials - 24) < 1e-6)
        let matrix = calibration((90, 100), (90, 100))
        let naive = RoganGladen(apparent: RateEstimate(successes: 80, trials: 192), calibration: matrix)
        let honest = RoganGladen(apparent: clustered, calibration: matrix)
        #expect(honest.rate == naive.rate)
        #expect(try #require(honest.interval).width > 1.8 * #require(naive.interval).width)
    }

    @Test func aDifferenceIsDilutedByWhatTheTestGetsWrong() throws {
        let apparent = RateDifference(
            RateEstimate(successes: 60, trials: 100), minus: RateEstimate(successes: 40, trials: 100))
        let corrected = CorrectedDifference(apparent, calibration: calibration((90, 100), (70, 100)))
        #expect(abs(try #require(corrected.difference) - 0.2 / 0.6) < 1e-12)
        let interval = try #require(corrected.interval)
        #expect(interval.width > apparent.interval.width / 0.6)
        let perfect = CorrectedDifference(apparent, calibration: calibration((100_000, 100_000), (100_000, 100_000)))
        #expect(abs(try #require(perfect.interval).lower - apparent.interval.lower) < 0.005)
        #expect(abs(try #require(perfect.interval).upper - apparent.interval.upper) < 0.005)
        #expect(CorrectedDifference(apparent, calibration: calibration((5, 10), (5, 10))).difference == nil)
    }

    @Test func aCorrectedDifferenceCoversTheTruth() throws {
        var generator = SeededGenerator(seed: 23)
        func draw(_ trials: Int, _ rate: Double) -> Int {
            (0..<trials).count { _ in Double.random(in: 0..<1, using: &generator) < rate }
        }
        func flagged(_ rate: Double) -> Double { rate * 0.85 + (1 - rate) * 0.1 }
        var covered = 0
        let repetitions = 4000
        for _ in 0..<repetitions {
            let first = RateEstimate(successes: draw(80, flagged(0.5)), trials: 80)
            let second = RateEstimate(successes: draw(80, flagged(0.1)), trials: 80)
            let matrix = calibration((draw(60, 0.85), 60), (draw(60, 0.9), 60))
            let corrected = CorrectedDifference(RateDifference(first, minus: second), calibration: matrix)
            if try #require(corrected.interval).contains(0.4) { covered += 1 }
        }
        let share = Double(covered) / Double(repetitions)
        #expect(share > 0.94 && share < 0.97, "\(share)")
    }
}
