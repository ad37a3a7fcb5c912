import Foundation
import Provenance

/// How much one rate exceeds another on the same prompts, with intervals by resampling the prompts.
///
/// Prompts are drawn with replacement, each with all its samples under both conditions, so that neither the pairing nor
/// repeated samples of a prompt need a model. Prompts of the same outcome are drawn together: how often each outcome is drawn is
/// multinomial, a chain of binomial numbers.
/// Source: B. Efron & R. J. Tibshirani (1993), An Introduction to the Bootstrap, 8 and 14; for whole clusters, A. C. Davison &
/// D. V. Hinkley (1997), Bootstrap Methods and their Application, 3.8.
package struct PairedBootstrap: Sendable, Hashable {
    /// The first rate less the second, as seen; nil without prompts.
    package let difference: Double?

    /// Between the quantiles of the resampled differences; nil where resampling says nothing.
    ///
    /// That is where there are fewer than ``fewestPrompts``, and where all prompts but fewer than ``fewestOthers`` have the same
    /// difference: agreement almost everywhere, say, or a difference near 1. What resampling cannot draw then, it takes for
    /// impossible, up to a width of zero that looks like certainty; ``RateDifference`` does not.
    package let percentile: ConfidenceInterval?

    /// Bias-corrected and accelerated; nil where `percentile` is, and where the correction is not defined.
    ///
    /// Between the quantiles Φ(z₀ + (z₀ + z) / (1 − a(z₀ + z))), where z₀ is the normal quantile of the share of resampled
    /// differences that lie below the one seen, ties counted half, and a is the jackknife's Σu³ / 6(Σu²)^³ᐟ² over prompts.
    /// Source: B. Efron (1987), JASA 82:171–185.
    package let accelerated: ConfidenceInterval?

    /// The better of the two intervals that can be had.
    package var interval: ConfidenceInterval? { accelerated ?? percentile }

    /// With 10 prompts the intervals cover 0.88 of the time in simulations, with 24 from 0.90 to 0.95.
    static let fewestPrompts = 20

    /// The interval leaves out 0 as soon as three of many prompts differ, all in one direction, for which McNemar's test has a
    /// p-value of 0.25. Where five or more differ, intervals of equal rates cover 0 as often as they say, in simulations.
    static let fewestOthers = 5

    /// Resamples prompts.
    ///
    /// - Parameters:
    ///   - key: the random stream; the same key and prompts, in any order, give the same intervals.
    ///   - resamples: how often, at least once.
    ///
    /// Complexity: O(*resamples* × different outcomes), whatever the number of prompts.
    package init(_ prompts: PairedPrompts, key: RandomKey, resamples: Int = 10_000, confidence: Double = 0.95) {
        precondition(resamples > 0 && 0 < confidence && confidence < 1, "resamples, and a confidence between 0 and 1")
        difference = prompts.difference
        let commonest = prompts.countsByDifference.values.max() ?? 0
        guard let difference, prompts.count >= Self.fewestPrompts, prompts.count - commonest >= Self.fewestOthers else {
            (percentile, accelerated) = (nil, nil)
            return
        }
        let resampled = Self.differences(prompts, key, resamples).sorted()
        func interval(_ lower: Double, _ upper: Double, _ method: ConfidenceInterval.Method) -> ConfidenceInterval? {
            let bounds = (lower: resampled.quantile(lower), upper: resampled.quantile(upper))
            guard bounds.lower < bounds.upper else { return nil }
            return ConfidenceInterval(
                lower: bounds.lower, upper: bounds.upper, confidence: confidence, method: method)
        }
        let tail = (1 - confidence) / 2
        percentile = interval(tail, 1 - tail, .percentileBootstrap)
        let below = resampled.count { $0 < difference } + resampled.count { $0 <= difference }
        let share = Double(below) / Double(2 * resamples)
        guard percentile != nil, 0 < share, share < 1, let acceleration = Self.acceleration(prompts) else {
            accelerated = nil
            return
        }
        let bias = NormalDistribution.quantile(share)
        let z = NormalDistribution.twoSidedQuantile(confidence: confidence)
        let levels = [-z, z].compactMap { z -> Double? in
            let scale = 1 - acceleration * (bias + z)
            return scale > 0 ? NormalDistribution.cumulative(bias + (bias + z) / scale) : nil
        }
        accelerated = levels.count == 2 ? interval(levels[0], levels[1], .acceleratedBootstrap) : nil
    }

    /// The differences of rates over prompts drawn with replacement.
    private static func differences(_ prompts: PairedPrompts, _ key: RandomKey, _ resamples: Int) -> [Double] {
        let factorials = LogarithmsOfFactorials(upTo: prompts.count)
        // How many of the prompts not yet drawn have an outcome, given that they have none of those before it.
        var rest = prompts.count
        let samplers = prompts.outcomes.dropLast().map { outcome in
            defer { rest -= outcome.prompts }
            return BinomialSampler(rate: Double(outcome.prompts) / Double(rest))
        }
        let outcomes = prompts.outcomes.map(\.outcome)
        var stream = ResamplingStream(key)
        return (0..<resamples).map { _ in
            var left = prompts.count
            var total = PairedPrompts.Outcome()
            for (index, sampler) in samplers.enumerated() where left > 0 {
                let drawn = sampler.successes(of: left, at: stream.next(), factorials)
                left -= drawn
                total = total + drawn * outcomes[index]
            }
            return (total + left * outcomes[outcomes.count - 1]).difference
        }
    }

    /// The acceleration by leaving out one prompt at a time; nil if that changes nothing.
    private static func acceleration(_ prompts: PairedPrompts) -> Double? {
        let without = prompts.outcomes.map { (prompts.total + -1 * $0.outcome).difference }
        let weights = prompts.outcomes.map { Double($0.prompts) }
        let mean = zip(without, weights).reduce(0) { $0 + $1.0 * $1.1 } / Double(prompts.count)
        var (squares, cubes) = (0.0, 0.0)
        for (value, weight) in zip(without, weights) {
            let influence = mean - value
            squares += weight * influence * influence
            cubes += weight * influence * influence * influence
        }
        return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : nil
    }
}

extension [Double] {
    /// The value below which a share of these sorted numbers lies, interpolated between neighbours (type 7 of Hyndman &
    /// Fan, 1996).
    fileprivate func quantile(_ probability: Double) -> Double {
        let place = probability * Double(count - 1)
        let lower = Int(place)
        let upper = Swift.min(lower + 1, count - 1)
        return self[lower] + (place - Double(lower)) * (self[upper] - self[lower])
    }
}
