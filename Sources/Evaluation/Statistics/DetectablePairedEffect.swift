/// The smallest difference of two rates, measured on the same prompts, that the exact McNemar test would probably show.
package struct DetectablePairedEffect: Sendable, Hashable, Codable {
    /// How many prompts both conditions are asked, once each.
    package let pairs: Int

    /// On which share of the prompts the conditions disagree.
    package let discordance: Double

    /// The smallest difference of the rates that is significant with the asked probability; nil if even the largest, with
    /// all disagreement in one direction, is not.
    package let difference: Double?

    /// The probability with which `difference` is seen.
    package let power: Double

    /// One less the significance level of the two-sided test.
    package let confidence: Double

    /// What a comparison on the same prompts is able to show.
    ///
    /// The number of discordant pairs is binomial, and so is, given that number m, the number of those that favour the first
    /// condition, with probability (ψ + δ)/2ψ for a difference δ and a discordance ψ; the power is the exact test's over both.
    /// Source: R. J. Connor (1987), Biometrics 43:207–211, whose formula for large samples,
    /// n = (z₁ √ψ + z₂ √(ψ − δ²))² / δ², approximates it.
    package init(pairs: Int, discordance: Double, power: Double = 0.8, confidence: Double = 0.95) {
        precondition(pairs >= 0 && 0 <= discordance && discordance <= 1, "a discordance is a share of the pairs")
        self.pairs = pairs
        self.discordance = discordance
        self.power = power
        self.confidence = confidence
        let thresholds = Self.thresholds(upTo: pairs, significance: 1 - confidence)
        func isSeen(_ difference: Double) -> Bool {
            let favoring = min(1, (discordance + difference) / (2 * discordance))
            let probability = BinomialDistribution(trials: pairs, rate: discordance).mean { discordant in
                BinomialDistribution(trials: discordant, rate: favoring)
                    .probability(ofAtLeast: thresholds[discordant])
            }
            return probability >= power
        }
        difference =
            discordance > 0 && isSeen(discordance) ? bisect(from: 0, to: discordance) { !isSeen($0) } : nil
    }

    /// For each number of discordant pairs, how many must favour one condition for the test to be significant; one more
    /// than there are if none suffices.
    private static func thresholds(upTo pairs: Int, significance: Double) -> [Int] {
        var threshold = 0
        return (0...pairs).map { discordant in
            let chance = BinomialDistribution(trials: discordant, rate: 0.5)
            while threshold <= discordant, 2 * chance.probability(ofAtLeast: threshold) > significance {
                threshold += 1
            }
            return threshold
        }
    }
}
