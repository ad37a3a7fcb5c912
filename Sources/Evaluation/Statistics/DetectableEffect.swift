import Foundation

/// The smallest rate above a baseline that a planned comparison would probably show.
package struct DetectableEffect: Sendable, Hashable, Codable {
    /// The rate to be exceeded.
    package let baseline: Double

    /// The smallest rate that is shown to exceed the baseline with the asked probability; nil if there are too few samples
    /// for any.
    ///
    /// Exact, by summing over all outcomes, for what the report does: the interval of the difference lies above zero. The
    /// usual approximation, ``arcsineRate(above:samples:baselineSamples:power:confidence:)``, promises too much near zero, where
    /// baselines are: above 0, with 100 samples a condition, it names 3.9 %, which is seen with a probability of 0.35 only.
    package let rate: Double?

    /// The probability with which `rate` is seen.
    package let power: Double

    /// The confidence of the interval that must lie above zero.
    package let confidence: Double

    /// How far the rate must lie above the baseline.
    package var difference: Double? { rate.map { $0 - baseline } }

    /// What a comparison of two conditions is able to show.
    ///
    /// - Parameters:
    ///   - baseline: a true rate of the condition that is compared with.
    ///   - samples: of the condition whose rate is higher.
    ///   - baselineSamples: of the condition that is compared with.
    ///   - designEffect: how much less samples say because several share a prompt.
    package init(
        above baseline: Double, samples: Int, baselineSamples: Int, designEffect: DesignEffect = .independent,
        power: Double = 0.8, confidence: Double = 0.95
    ) {
        precondition(0 <= baseline && baseline <= 1 && 0 < power && power < 1, "rates and power are probabilities")
        self.baseline = baseline
        self.power = power
        self.confidence = confidence
        let comparison = RateComparison(
            samples: designEffect.effectiveSamples(of: samples),
            baselineSamples: designEffect.effectiveSamples(of: baselineSamples), confidence: confidence)
        func isSeen(_ rate: Double) -> Bool { comparison.power(rate: rate, baseline: baseline) >= power }
        rate = baseline < 1 && isSeen(1) ? bisect(from: baseline, to: 1) { !isSeen($0) } : nil
    }

    /// The smallest rate that a two-sided z-test on arcsine-transformed rates detects; nil if there are too few samples.
    ///
    /// With Cohen's h = 2 asin √p₂ − 2 asin √p₁ and s = h / √(1/n₁ + 1/n₂), the power is Φ(s − z) + Φ(−s − z).
    /// Source: J. Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, chapter 6.
    package static func arcsineRate(
        above baseline: Double, samples: Int, baselineSamples: Int, power: Double = 0.8, confidence: Double = 0.95
    ) -> Double? {
        let z = NormalDistribution.twoSidedQuantile(confidence: confidence)
        let scale = (1 / Double(samples) + 1 / Double(baselineSamples)).squareRoot()
        let start = 2 * asin(baseline.squareRoot())
        func isMissed(_ h: Double) -> Bool {
            NormalDistribution.cumulative(h / scale - z) + NormalDistribution.cumulative(-h / scale - z) < power
        }
        guard !isMissed(.pi - start) else { return nil }
        let sine = sin((start + bisect(from: 0, to: .pi - start, while: isMissed)) / 2)
        return sine * sine
    }
}
