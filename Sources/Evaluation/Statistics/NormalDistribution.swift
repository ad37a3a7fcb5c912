import Foundation

/// The standard normal distribution.
enum NormalDistribution {
    /// The probability of a value of at most `x`: erfc(−x/√2) / 2.
    static func cumulative(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

    /// The value that a fraction `probability` (between 0 and 1) of values does not exceed, found by bisection.
    static func quantile(_ probability: Double) -> Double {
        // Where the tail is the small one, `cumulative` is exact to the last digits.
        guard probability <= 0.5 else { return -quantile(1 - probability) }
        return bisect(from: -40, to: 0) { cumulative($0) < probability }
    }

    /// The z that the central `confidence` of values do not exceed in magnitude: 1.96 for 0.95.
    static func twoSidedQuantile(confidence: Double) -> Double { -quantile((1 - confidence) / 2) }
}

/// The point between `lower` and `upper` up to which `isBelow` holds, to the precision of `Double`.
func bisect(from lower: Double, to upper: Double, while isBelow: (Double) -> Bool) -> Double {
    var (lower, upper) = (lower, upper)
    while true {
        let middle = lower + (upper - lower) / 2
        guard lower < middle, middle < upper else { return middle }
        if isBelow(middle) { lower = middle } else { upper = middle }
    }
}
