import Foundation

/// Draws how many of a number of independent trials succeed, each draw from one uniform number.
///
/// Inversion that starts at the mode and goes outwards, so that its steps grow with the standard deviation, not with the
/// number of trials. Source: C. D. Kemp (1986), Communications in Statistics: Theory and Methods 15:805–813.
struct BinomialSampler {
    private let rate: Double
    private let odds: Double
    private let logarithmOfRate: Double
    private let logarithmOfComplement: Double

    /// Trials that succeed with a probability between 0 and 1, neither included.
    init(rate: Double) {
        self.rate = rate
        odds = rate / (1 - rate)
        logarithmOfRate = log(rate)
        logarithmOfComplement = log1p(-rate)
    }

    /// The number of successes that belongs to a number in [0, 1).
    ///
    /// - Parameter factorials: their logarithms, for all numbers up to `trials` at least.
    func successes(of trials: Int, at uniform: Double, _ factorials: LogarithmsOfFactorials) -> Int {
        let mode = min(trials, Int(Double(trials + 1) * rate))
        let arrangements = factorials[trials] - factorials[mode] - factorials[trials - mode]
        let (successes, failures) = (Double(mode), Double(trials - mode))
        var above = exp(arrangements + successes * logarithmOfRate + failures * logarithmOfComplement)
        var below = above
        var left = uniform - above
        var (upper, lower) = (mode, mode)
        while left >= 0, lower > 0 || upper < trials {
            if upper < trials {
                above *= Double(trials - upper) / Double(upper + 1) * odds
                upper += 1
                left -= above
                if left < 0 { return upper }
            }
            if lower > 0 {
                below *= Double(lower) / (Double(trials - lower + 1) * odds)
                lower -= 1
                left -= below
                if left < 0 { return lower }
            }
        }
        return mode
    }
}

/// The logarithms of 0!, 1!, … up to a limit.
struct LogarithmsOfFactorials {
    private let values: [Double]

    init(upTo limit: Int) {
        values = (0...limit).map { lgamma(Double($0) + 1) }
    }

    subscript(_ number: Int) -> Double { values[number] }
}
