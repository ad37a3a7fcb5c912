/// Student's t distribution.
struct StudentDistribution {
    /// Greater than zero.
    let degreesOfFreedom: Double

    /// The t that the central `confidence` of values do not exceed in magnitude: 2.09 for 0.95 with 20 degrees of freedom.
    ///
    /// t²/(ν + t²) has a beta distribution with the shapes ½ and ν/2. Source: Abramowitz & Stegun 26.7.1.
    func twoSidedQuantile(confidence: Double) -> Double {
        let share = BetaDistribution(0.5, degreesOfFreedom / 2).quantile(confidence)
        return (degreesOfFreedom * share / (1 - share)).squareRoot()
    }
}
