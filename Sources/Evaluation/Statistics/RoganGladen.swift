/// The rate behind the rate that an imperfect test shows: what share of the items is positive, errors of the test allowed for.
///
/// With the share p̂ that the test flags, (p̂ + specificity − 1) / (sensitivity + specificity − 1). Source: Rogan & Gladen
/// (1978), American Journal of Epidemiology 107:71–76. It supposes that the test errs on these items as often as on those
/// that it was calibrated on.
package struct RoganGladen: Sendable, Hashable, Codable {
    /// The share of the items that the test flags.
    package let apparent: RateEstimate
    package let sensitivity: RateEstimate
    package let specificity: RateEstimate

    /// The corrected rate by the formula, which may lie outside 0…1 where the test errs less, or more, than it was
    /// calibrated to; nil if nothing can be said.
    package let unclippedRate: Double?

    /// Between what bounds the corrected rate lies, the uncertainty of sensitivity and specificity included.
    package let interval: ConfidenceInterval?

    /// Whether even the interval lay outside 0…1 before it was cut to it: the test must err less, or more, on these items than
    /// on those that it was calibrated on, and the corrected rate means nothing.
    package let contradictsCalibration: Bool

    /// The corrected rate, within 0…1.
    package var rate: Double? { unclippedRate.map { min(1, max(0, $0)) } }

    /// Corrects the rate of items that a test flags.
    ///
    /// Nothing can be said, and no rate must be printed, of a test that does not tell positives from negatives: if the
    /// interval of Youden's J (``ConfusionMatrix/youdenIndex(confidence:)``) reaches down to zero; nor without items.
    package init(apparent: RateEstimate, calibration: ConfusionMatrix) {
        let confidence = apparent.interval.confidence
        self.apparent = apparent
        sensitivity = calibration.sensitivity(confidence: confidence)
        specificity = calibration.specificity(confidence: confidence)
        let youdenIndex = calibration.youdenIndex(confidence: confidence)
        guard youdenIndex.interval.lower > 0, let flagged = apparent.rate, let specificity = specificity.rate,
            let index = youdenIndex.difference
        else {
            unclippedRate = nil
            interval = nil
            contradictsCalibration = false
            return
        }
        unclippedRate = (flagged + specificity - 1) / index
        let bounds = Self.bounds(apparent, calibration)
        contradictsCalibration = bounds.upper < 0 || bounds.lower > 1
        interval = ConfidenceInterval(
            lower: min(1, max(0, bounds.lower)), upper: max(0, min(1, bounds.upper)), confidence: confidence,
            method: .langReiczigel)
    }

    /// The interval of Lang & Reiczigel, which may reach beyond 0…1: Wald's, for rates that are drawn towards ½ first, and
    /// moved.
    ///
    /// Samples that share a prompt count as their ``RateEstimate/effectiveTrials``.
    /// Source: Lang & Reiczigel (2014), Preventive Veterinary Medicine 113:13–22, equations 6, 7, 16 and 17.
    private static func bounds(
        _ apparent: RateEstimate, _ calibration: ConfusionMatrix
    ) -> (lower: Double, upper: Double) {
        let z = NormalDistribution.twoSidedQuantile(confidence: apparent.interval.confidence)
        let flagged = ShrunkenRate(apparent, adding: z * z)
        let sensitivity = ShrunkenRate(calibration.sensitivity(), adding: 2)
        let specificity = ShrunkenRate(calibration.specificity(), adding: 2)
        let index = sensitivity.rate + specificity.rate - 1
        let rate = (flagged.rate + specificity.rate - 1) / index
        let shift = 2 * z * z * (rate * sensitivity.variance - (1 - rate) * specificity.variance)
        let variance =
            flagged.variance + rate * rate * sensitivity.variance + (1 - rate) * (1 - rate) * specificity.variance
        let reach = z * variance.squareRoot() / index
        return (rate + shift - reach, rate + shift + reach)
    }
}
