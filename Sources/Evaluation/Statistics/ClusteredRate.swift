extension RateEstimate {
    /// A rate over samples of which several may share a prompt, and are then not independent.
    ///
    /// Wilson's interval for an effective number of trials: that with which independent samples would have the variance
    /// of the ratio estimator, m/(m−1) · Σ(sᵢ − p̂nᵢ)² / n² over m clusters. It is at most the number of samples, and it
    /// is the number of clusters when the variance is zero or there is one cluster only, so that unanimity does not look
    /// like certainty. Source: Korn & Graubard (1998), Survey Methodology 24:193–201, with Wilson's interval as in
    /// Dean & Pagano (2015), J. Survey Statistics and Methodology 3:484–503.
    ///
    /// - Parameter clusters: successes and trials of each prompt.
    package init(clusters: [(successes: Int, trials: Int)], confidence: Double = 0.95) {
        let clusters = clusters.filter { $0.trials > 0 }
        let successes = clusters.reduce(0) { $0 + $1.successes }
        let trials = clusters.reduce(0) { $0 + $1.trials }
        let rate = Double(successes) / Double(trials)
        let effective = Self.effectiveTrials(clusters, rate: rate, trials: Double(trials))
        let bounds = ConfidenceInterval.wilsonBounds(rate: rate, trials: effective, confidence)
        self.init(
            successes: successes, trials: trials,
            interval: ConfidenceInterval(
                lower: bounds.lower, upper: bounds.upper, confidence: confidence, method: .clusteredWilson))
    }

    private static func effectiveTrials(
        _ clusters: [(successes: Int, trials: Int)], rate: Double, trials: Double
    ) -> Double {
        let count = Double(clusters.count)
        let squares = clusters.reduce(0) { sum, cluster in
            let residual = Double(cluster.successes) - rate * Double(cluster.trials)
            return sum + residual * residual
        }
        guard count > 1, squares > 0 else { return count }
        let variance = count / (count - 1) * squares / (trials * trials)
        return min(trials, rate * (1 - rate) / variance)
    }
}
