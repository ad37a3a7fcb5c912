/// How much more often a detector says under one condition than under another that the behavior fired.
package struct Contrast: Sendable, Hashable, Codable {
    package let first: String
    package let second: String

    /// The scorer that says so: ``BehaviorScorer/name``, or that of a judge.
    package let detector: String

    /// The difference of the rates over all samples, as if the conditions had been asked different prompts. Where
    /// prompts repeat, its interval allows for that.
    package let difference: RateDifference

    /// The difference over the judged samples with the detector's errors allowed for; nil for a detector that was not
    /// calibrated.
    package let corrected: CorrectedDifference?

    /// The test on the prompts that both conditions were asked; nil if a prompt was sampled more than once, or if the
    /// conditions share none.
    package let paired: McNemarTest?

    init?(
        _ first: ScoredCondition, minus second: ScoredCondition, by detector: String, calibration: ConfusionMatrix?
    ) {
        guard let firstRates = first.summary.rates(by: detector), let secondRates = second.summary.rates(by: detector)
        else { return nil }
        self.first = first.summary.condition
        self.second = second.summary.condition
        self.detector = detector
        difference = RateDifference(firstRates.preferred, minus: secondRates.preferred)
        corrected = calibration.flatMap { calibration in
            guard let one = firstRates.corrected?.apparent, let two = secondRates.corrected?.apparent else {
                return nil
            }
            return CorrectedDifference(RateDifference(one, minus: two), calibration: calibration)
        }
        paired = Self.pairedTest(first.sheet, second.sheet, by: detector)
    }

    private static func pairedTest(
        _ first: ScoreSheet, _ second: ScoreSheet, by detector: String
    ) -> McNemarTest? {
        func fired(_ sheet: ScoreSheet) -> [(successes: Int, trials: Int)] {
            sheet.samplesByPrompt(sheet.samples(of: detector) { $0 == .flag(true) })
        }
        let (first, second) = (fired(first), fired(second))
        guard (first + second).allSatisfy({ $0.trials <= 1 }) else { return nil }
        let pairs = zip(first, second).filter { $0.trials == 1 && $1.trials == 1 }
            .map { (first: $0.successes == 1, second: $1.successes == 1) }
        return pairs.isEmpty ? nil : McNemarTest(pairs: pairs)
    }
}
