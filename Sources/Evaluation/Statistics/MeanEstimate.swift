/// The mean difference of a measure, such as a length, between two conditions on the same prompts.
package struct MeanEstimate: Sendable, Hashable, Codable {
    /// How many prompts have a difference, zero included.
    package let count: Int

    /// Nil without prompts.
    package let mean: Double?

    /// The square root of the unbiased variance of the differences; nil for fewer than two.
    package let standardDeviation: Double?

    /// Student's interval, mean ± t s/√n with n − 1 degrees of freedom.
    ///
    /// Nil for fewer than two differences, and where all are the same: a width of zero would look like certainty.
    package let interval: ConfidenceInterval?

    /// On how many prompts the first condition has more; what one prompt can do to the mean, it cannot do to these counts.
    package let positive: Int

    /// On how many prompts the second condition has more.
    package let negative: Int

    /// Summarises differences, first less second, one a prompt; they must be finite.
    package init(ofDifferences differences: [Double], confidence: Double = 0.95) {
        precondition(differences.allSatisfy(\.isFinite), "differences must be finite")
        count = differences.count
        positive = differences.count { $0 > 0 }
        negative = differences.count { $0 < 0 }
        let number = Double(differences.count)
        let mean = differences.isEmpty ? nil : differences.reduce(0, +) / number
        self.mean = mean
        guard let mean, count > 1 else {
            (standardDeviation, interval) = (nil, nil)
            return
        }
        let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / (number - 1)).squareRoot()
        let isConstant = differences.allSatisfy { $0 == differences[0] }
        standardDeviation = isConstant ? 0 : deviation
        let reach =
            StudentDistribution(degreesOfFreedom: number - 1).twoSidedQuantile(confidence: confidence)
            * deviation / number.squareRoot()
        interval =
            isConstant
            ? nil
            : ConfidenceInterval(lower: mean - reach, upper: mean + reach, confidence: confidence, method: .student)
    }
}
