/// A planned comparison of two conditions that are sampled independently.
///
/// It shows a rate to be higher than the baseline when the interval of their difference, ``RateDifference``, lies above zero:
/// that is how a report is read.
struct RateComparison {
    private let samples: Int
    private let baselineSamples: Int
    /// For each number of successes of the baseline, the least of the other condition that show a higher rate; one more
    /// than there are samples if none does.
    private let thresholds: [Int]

    /// Complexity: O(*samples* + *baselineSamples*).
    init(samples: Int, baselineSamples: Int, confidence: Double) {
        self.samples = samples
        self.baselineSamples = baselineSamples
        let estimates = (0...samples).map { RateEstimate(successes: $0, trials: samples, confidence: confidence) }
        var threshold = 0
        thresholds = (0...baselineSamples).map { successes in
            let baseline = RateEstimate(successes: successes, trials: baselineSamples, confidence: confidence)
            while threshold <= samples,
                RateDifference(estimates[threshold], minus: baseline).interval.lower <= 0
            {
                threshold += 1
            }
            return threshold
        }
    }

    /// The probability that a condition with the true rate `rate` is shown to exceed one with the rate `baseline`.
    ///
    /// The sum over all outcomes of both conditions; it grows with `rate`.
    func power(rate: Double, baseline: Double) -> Double {
        let outcomes = BinomialDistribution(trials: samples, rate: rate)
        return BinomialDistribution(trials: baselineSamples, rate: baseline).mean {
            outcomes.probability(ofAtLeast: thresholds[$0])
        }
    }
}
