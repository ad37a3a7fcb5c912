import Foundation
import Provenance

/// The test of whether two conditions differ on the same prompts, where prompts are sampled several times.
///
/// If neither condition is favoured, each prompt's difference of rates is as likely to have the opposite sign. The statistic is
/// the sum of the differences, and the p-value the share of all ways to choose the signs in which its magnitude is at least what
/// was seen. Prompts, not samples, are what is flipped, so that samples of one prompt may resemble each other. Where every
/// prompt is sampled once, it is ``McNemarTest``.
/// Source: R. A. Fisher (1935), The Design of Experiments, 21; for clusters, Gail et al. (1996), Statistics in Medicine 15:1069–1092.
package struct SignFlipTest: Sendable, Hashable, Codable {
    package let pValue: Double

    /// Whether all choices of signs were counted, not drawn at random.
    package let isExact: Bool

    /// How many choices of signs, told apart by the sum at most, are counted before they are drawn instead.
    static let exactUpTo = 1 << 16

    /// Tests prompts.
    ///
    /// - Parameters:
    ///   - key: the random stream, for when there are too many signs to count.
    ///   - draws: how many choices of signs are drawn then. The p-value is (as extreme + 1) / (draws + 1), so that it is never
    ///     too small: B. Phipson & G. K. Smyth (2010), Stat. Appl. Genet. Mol. Biol. 9:39.
    package init(_ prompts: PairedPrompts, key: RandomKey, draws: Int = 10_000) {
        let sum = prompts.outcomes.reduce(0) { $0 + Double($1.prompts) * $1.outcome.difference }
        let magnitudes = Dictionary(
            prompts.outcomes.map { (abs($0.outcome.difference), $0.prompts) }, uniquingKeysWith: +
        )
        .filter { $0.key > 0 }.map { Magnitude(value: $0.key, prompts: $0.value) }.sorted { $0.value < $1.value }
        // Sums that differ by rounding only are the same.
        let largest = magnitudes.reduce(0) { $0 + $1.value * Double($1.prompts) }
        let least = abs(sum) - 1e-12 * largest
        var choices = 1
        isExact = magnitudes.allSatisfy { magnitude in
            let (product, overflow) = choices.multipliedReportingOverflow(by: magnitude.prompts + 1)
            choices = product
            return !overflow && product <= Self.exactUpTo
        }
        pValue =
            isExact
            ? min(1, Self.probability(magnitudes[...], sum: 0, atLeast: least))
            : Self.estimate(magnitudes, atLeast: least, key, draws)
    }

    /// The prompts whose rates differ by as much, in either direction.
    private struct Magnitude {
        let value: Double
        let prompts: Int

        /// What these prompts add to the sum if `positive` of them have a positive sign.
        func sum(positive: Int) -> Double { value * Double(2 * positive - prompts) }
    }

    private static func probability(_ magnitudes: ArraySlice<Magnitude>, sum: Double, atLeast least: Double) -> Double {
        guard let magnitude = magnitudes.first else { return abs(sum) >= least ? 1 : 0 }
        let signs = BinomialDistribution(trials: magnitude.prompts, rate: 0.5)
        return (0...magnitude.prompts).reduce(0) { total, positive in
            let rest = probability(
                magnitudes.dropFirst(), sum: sum + magnitude.sum(positive: positive), atLeast: least)
            return rest > 0 ? total + signs.probability(of: positive) * rest : total
        }
    }

    private static func estimate(
        _ magnitudes: [Magnitude], atLeast least: Double, _ key: RandomKey, _ draws: Int
    ) -> Double {
        let factorials = LogarithmsOfFactorials(upTo: magnitudes.map(\.prompts).max() ?? 0)
        let coin = BinomialSampler(rate: 0.5)
        var stream = ResamplingStream(key)
        let extreme = (0..<draws).count { _ in
            let sum = magnitudes.reduce(0) { sum, magnitude in
                let positive = coin.successes(of: magnitude.prompts, at: stream.next(), factorials)
                return sum + magnitude.sum(positive: positive)
            }
            return abs(sum) >= least
        }
        return Double(extreme + 1) / Double(draws + 1)
    }
}
