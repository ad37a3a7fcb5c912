extension ConfidenceInterval {
    /// Clopper and Pearson's exact interval for a rate, which covers the true rate *at least* as often as stated.
    ///
    /// With s successes in n trials, from the α/2 quantile of Beta(s, n−s+1) to the 1−α/2 quantile of Beta(s+1, n−s).
    /// Source: Clopper & Pearson (1934), Biometrika 26:404–413.
    package static func clopperPearson(successes: Int, trials: Int, confidence: Double = 0.95) -> Self {
        precondition(0 <= successes && successes <= trials, "there must be between 0 and `trials` successes")
        let tail = (1 - confidence) / 2
        let (s, failures) = (Double(successes), Double(trials - successes))
        return Self(
            lower: successes == 0 ? 0 : BetaDistribution(s, failures + 1).quantile(tail),
            upper: failures == 0 ? 1 : BetaDistribution(s + 1, failures).quantile(1 - tail),
            confidence: confidence,
            method: .clopperPearson
        )
    }
}
