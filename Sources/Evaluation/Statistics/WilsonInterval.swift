extension ConfidenceInterval {
    /// Wilson's score interval for a rate: all rates that a score test at the given confidence would not reject.
    ///
    /// With p̂ = s/n and z the normal quantile, (p̂ + z²/2n ± z √(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n). Never of zero width;
    /// all of 0…1 when there are no trials. Source: E. B. Wilson (1927), JASA 22:209–212.
    package static func wilson(successes: Int, trials: Int, confidence: Double = 0.95) -> Self {
        precondition(0 <= successes && successes <= trials, "there must be between 0 and `trials` successes")
        let bounds = wilsonBounds(rate: Double(successes) / Double(trials), trials: Double(trials), confidence)
        return Self(lower: bounds.lower, upper: bounds.upper, confidence: confidence, method: .wilson)
    }

    /// Wilson's bounds for a rate seen in a number of trials that need not be whole.
    static func wilsonBounds(
        rate: Double, trials: Double, _ confidence: Double
    ) -> (lower: Double, upper: Double) {
        guard trials > 0 else { return (0, 1) }
        let z = NormalDistribution.twoSidedQuantile(confidence: confidence)
        let zSquared = z * z
        let center = rate + zSquared / (2 * trials)
        let spread = z * (rate * (1 - rate) / trials + zSquared / (4 * trials * trials)).squareRoot()
        let scale = 1 + zSquared / trials
        // At the ends the bound is 0 or 1 exactly; rounding must not say otherwise.
        return (
            rate <= 0 ? 0 : max(0, (center - spread) / scale),
            rate >= 1 ? 1 : min(1, (center + spread) / scale)
        )
    }
}
