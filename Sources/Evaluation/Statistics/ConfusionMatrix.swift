/// What a test said of items whose truth is known: the four counts that every measure of its accuracy rests on.
package struct ConfusionMatrix: Sendable, Hashable, Codable {
    package let truePositives: Int
    package let falsePositives: Int
    package let falseNegatives: Int
    package let trueNegatives: Int

    /// Counts of items.
    package init(truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int) {
        precondition(
            min(truePositives, falsePositives, falseNegatives, trueNegatives) >= 0, "counts must not be negative")
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.falseNegatives = falseNegatives
        self.trueNegatives = trueNegatives
    }

    /// Items that are positive, whatever the test said.
    package var positives: Int { truePositives + falseNegatives }

    /// Items that are negative, whatever the test said.
    package var negatives: Int { falsePositives + trueNegatives }
    package var total: Int { positives + negatives }

    /// The positives that the test flags, among all positives.
    package func sensitivity(confidence: Double = 0.95) -> RateEstimate {
        RateEstimate(successes: truePositives, trials: positives, confidence: confidence)
    }

    /// The negatives that the test passes, among all negatives.
    package func specificity(confidence: Double = 0.95) -> RateEstimate {
        RateEstimate(successes: trueNegatives, trials: negatives, confidence: confidence)
    }

    /// The positives among what the test flags (PPV, precision). It holds only where positives are as frequent as here.
    package func positivePredictiveValue(confidence: Double = 0.95) -> RateEstimate {
        RateEstimate(successes: truePositives, trials: truePositives + falsePositives, confidence: confidence)
    }

    /// The negatives among what the test passes (NPV). It holds only where positives are as frequent as here.
    package func negativePredictiveValue(confidence: Double = 0.95) -> RateEstimate {
        RateEstimate(successes: trueNegatives, trials: trueNegatives + falseNegatives, confidence: confidence)
    }

    /// The mean of sensitivity and specificity: ½ for a test that knows nothing. Nil without positives or negatives.
    package var balancedAccuracy: Double? { youdenIndex().difference.map { ($0 + 1) / 2 } }

    /// Youden's J, sensitivity + specificity − 1: how much oftener the test flags a positive than a negative.
    ///
    /// As that is a difference of two independent rates, its interval is theirs. Source: W. J. Youden (1950), Cancer 3:32–35.
    package func youdenIndex(confidence: Double = 0.95) -> RateDifference {
        RateDifference(
            sensitivity(confidence: confidence),
            minus: RateEstimate(successes: falsePositives, trials: negatives, confidence: confidence))
    }
}
