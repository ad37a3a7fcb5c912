/// A rate after some trials were added of which half are successes, so that unanimous samples keep a variance.
///
/// With z² trials it is the centre of Wilson's interval. Source: Agresti & Coull (1998), The American Statistician 52:119–126.
struct ShrunkenRate {
    let rate: Double

    /// The variance of the rate, by the binomial formula.
    let variance: Double

    init(_ estimate: RateEstimate, adding added: Double) {
        let seen = estimate.effectiveTrials
        let trials = seen + added
        rate = ((estimate.rate ?? 0) * seen + added / 2) / trials
        variance = rate * (1 - rate) / trials
    }
}

extension RateEstimate {
    /// How many independent samples would have an interval as wide as this: fewer than `trials` where samples share prompts.
    ///
    /// Wilson's interval has the half width h with h²(1 + y)² = p̂(1−p̂)y + y²/4, where y = z²/n: the formula is solved for y.
    var effectiveTrials: Double {
        guard interval.method == .clusteredWilson, let rate else { return Double(trials) }
        let z = NormalDistribution.twoSidedQuantile(confidence: interval.confidence)
        let square = interval.width * interval.width / 4
        let a = square - 0.25
        let b = 2 * square - rate * (1 - rate)
        guard a < 0 else { return 0 }
        let y = (-b - (b * b - 4 * a * square).squareRoot()) / (2 * a)
        return min(Double(trials), z * z / y)
    }
}
