/// How much more often a detector says yes, that the behavior fired, for one, under one condition than under another.
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

    /// The comparison on the prompts that both conditions were asked, over their recorded samples; nil if they share none.
    ///
    /// Its p-value is adjusted for all contrasts of the same detector in the report: they are one family.
    package internal(set) var paired: PairedDifference?

    init?(
        _ first: ScoredCondition, minus second: ScoredCondition, by detector: Detector, seed: UInt64,
        _ confidence: Double
    ) {
        guard let firstRates = first.summary.rates(by: detector.name),
            let secondRates = second.summary.rates(by: detector.name)
        else { return nil }
        self.first = first.summary.condition
        self.second = second.summary.condition
        self.detector = detector.name
        difference = RateDifference(firstRates.preferred, minus: secondRates.preferred)
        corrected = detector.calibration.flatMap { calibration in
            guard let one = firstRates.corrected?.apparent, let two = secondRates.corrected?.apparent else {
                return nil
            }
            return CorrectedDifference(RateDifference(one, minus: two), calibration: calibration)
        }
        paired = PairedDifference(
            Self.pairedPrompts(first.sheet, second.sheet, by: detector), seed: seed,
            name: "\(self.first) − \(self.second), \(detector.name)", confidence: confidence)
    }

    private static func pairedPrompts(
        _ first: ScoreSheet, _ second: ScoreSheet, by detector: Detector
    ) -> PairedPrompts {
        func fired(_ sheet: ScoreSheet) -> [(successes: Int, trials: Int)] {
            sheet.samplesByPrompt(sheet.samples(.yes, by: detector), of: sheet.asked(by: detector))
        }
        return PairedPrompts(zip(fired(first), fired(second)).lazy.map { (first: $0, second: $1) })
    }
}

extension [Contrast] {
    /// The contrasts with p-values adjusted for all of one detector.
    func holmAdjusted() -> [Contrast] {
        var contrasts = self
        for places in Dictionary(grouping: indices, by: { self[$0].detector }).values {
            for (place, paired) in zip(places, places.map { self[$0].paired }.holmAdjusted()) {
                contrasts[place].paired = paired
            }
        }
        return contrasts
    }
}
