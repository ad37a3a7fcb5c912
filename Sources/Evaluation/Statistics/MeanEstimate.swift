/// The mean of a real-valued measure, such as the difference that a condition makes to each prompt, with Student's interval.
package struct MeanEstimate: Sendable, Hashable, Codable {
    package let mean: Double
    package let count: Int

    /// The values above zero, and those below.
    package let positive: Int
    package let negative: Int

    /// Nil for fewer than two values, or values that are all the same, which look more certain than they are.
    package let interval: ConfidenceInterval?

    /// The mean of independent values; nil without any.
    ///
    /// x̄ ± t · s/√n with the quantile t of Student's distribution with n − 1 degrees of freedom. Source: "Student" (1908),
    /// Biometrika 6:1–25. For few values it supposes that they are about normally distributed.
    package init?(_ values: [Double], confidence: Double = 0.95) {
        guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        self.count = values.count
        positive = values.count { $0 > 0 }
        negative = values.count { $0 < 0 }
        guard values.count > 1, squares > 0 else {
            interval = nil
            return
        }
        let reach =
            Self.studentQuantile(degreesOfFreedom: count - 1, confidence: confidence)
            * (squares / (count - 1) / count).squareRoot()
        interval = ConfidenceInterval(
            lower: mean - reach, upper: mean + reach, confidence: confidence, method: .student)
    }

    /// The t that the central `confidence` of values do not exceed in magnitude.
    ///
    /// If T has Student's distribution with ν degrees of freedom, ν/(ν + T²) has the beta distribution with shapes ν/2 and ½.
    /// Source: Abramowitz & Stegun 26.7.1.
    static func studentQuantile(degreesOfFreedom: Double, confidence: Double) -> Double {
        let x = BetaDistribution(degreesOfFreedom / 2, 0.5).quantile(1 - confidence)
        return (degreesOfFreedom * (1 - x) / x).squareRoot()
    }
}
