/// How much more often one condition is positive than another, errors of the test that judged both allowed for.
///
/// What the test gets wrong alike in both conditions cancels, and the rest is diluted by Youden's J: the corrected difference
/// is the apparent one over J. It follows from ``RoganGladen``'s formula, and supposes as that does that the test errs as often
/// in either condition as on what it was calibrated on.
package struct CorrectedDifference: Sendable, Hashable, Codable {
    package let apparent: RateDifference

    /// Youden's J of the test.
    package let youdenIndex: RateDifference

    /// The difference by the formula, which may lie outside −1…1; nil if nothing can be said.
    package let unclippedDifference: Double?

    /// By the delta method: the variance of d/J is (Var d + (d/J)² Var J) / J², for rates that are drawn towards ½ first, as
    /// Lang & Reiczigel (2014) do. Within −1…1.
    package let interval: ConfidenceInterval?

    /// The corrected difference, within −1…1.
    package var difference: Double? { unclippedDifference.map { min(1, max(-1, $0)) } }

    /// Corrects a difference of two independent rates of items that a test flags; nothing can be said where ``RoganGladen``
    /// could say nothing of the rates.
    package init(_ apparent: RateDifference, calibration: ConfusionMatrix) {
        let confidence = apparent.interval.confidence
        self.apparent = apparent
        youdenIndex = calibration.youdenIndex(confidence: confidence)
        guard youdenIndex.interval.lower > 0, let difference = apparent.difference,
            let index = youdenIndex.difference
        else {
            unclippedDifference = nil
            interval = nil
            return
        }
        unclippedDifference = difference / index
        interval = Self.interval(apparent, calibration, confidence)
    }

    private static func interval(
        _ apparent: RateDifference, _ calibration: ConfusionMatrix, _ confidence: Double
    ) -> ConfidenceInterval {
        let z = NormalDistribution.twoSidedQuantile(confidence: confidence)
        let first = ShrunkenRate(apparent.first, adding: z * z / 2)
        let second = ShrunkenRate(apparent.second, adding: z * z / 2)
        let sensitivity = ShrunkenRate(calibration.sensitivity(), adding: 2)
        let specificity = ShrunkenRate(calibration.specificity(), adding: 2)
        let index = sensitivity.rate + specificity.rate - 1
        let difference = (first.rate - second.rate) / index
        let variance =
            first.variance + second.variance
            + difference * difference * (sensitivity.variance + specificity.variance)
        let reach = z * variance.squareRoot() / index
        return ConfidenceInterval(
            lower: min(1, max(-1, difference - reach)), upper: max(-1, min(1, difference + reach)),
            confidence: confidence, method: .asymptotic)
    }
}
