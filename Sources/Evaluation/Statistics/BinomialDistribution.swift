import Foundation

/// How many of a number of independent trials succeed, each with the same probability.
struct BinomialDistribution {
    let trials: Int
    let rate: Double

    /// The probability of exactly `successes`.
    func probability(of successes: Int) -> Double {
        guard rate > 0 else { return successes == 0 ? 1 : 0 }
        guard rate < 1 else { return successes == trials ? 1 : 0 }
        let (n, k) = (Double(trials), Double(successes))
        let arrangements = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
        return exp(arrangements + k * log(rate) + (n - k) * log1p(-rate))
    }

    /// The probability of `successes` or more: I_rate(k, n−k+1). Source: Abramowitz & Stegun 26.5.24.
    func probability(ofAtLeast successes: Int) -> Double {
        guard successes > 0 else { return 1 }
        guard successes <= trials else { return 0 }
        return BetaDistribution(Double(successes), Double(trials - successes + 1)).cumulative(rate)
    }

    /// The mean of `value` over the numbers of successes; those of negligible probability are not asked for.
    func mean(of value: (Int) -> Double) -> Double {
        (0...trials).reduce(0) { sum, successes in
            let probability = probability(of: successes)
            return probability < 1e-18 ? sum : sum + probability * value(successes)
        }
    }
}
