/// The exact test of whether two conditions differ on the same prompts.
///
/// Only prompts on which the conditions disagree speak; if neither condition is favoured, each is the one that fired
/// with probability ½. The p-value is twice the smaller binomial tail, at most 1.
/// Source: Q. McNemar (1947), Psychometrika 12:153–157, in its exact (binomial) form.
package struct McNemarTest: Sendable, Hashable, Codable {
    /// Prompts on which only the first condition fired.
    package let onlyFirst: Int

    /// Prompts on which only the second condition fired.
    package let onlySecond: Int

    /// Prompts on which the conditions agree.
    package let agreeing: Int

    /// The probability of a split at least this uneven, if neither condition is favoured.
    package let pValue: Double

    /// Tests pairs of flags, one pair for each prompt.
    package init(pairs: [(first: Bool, second: Bool)]) {
        self.init(
            onlyFirst: pairs.count { $0.first && !$0.second },
            onlySecond: pairs.count { !$0.first && $0.second },
            agreeing: pairs.count { $0.first == $0.second })
    }

    /// Tests counts of prompts.
    package init(onlyFirst: Int, onlySecond: Int, agreeing: Int) {
        precondition(onlyFirst >= 0 && onlySecond >= 0 && agreeing >= 0, "counts must not be negative")
        self.onlyFirst = onlyFirst
        self.onlySecond = onlySecond
        self.agreeing = agreeing
        let smaller = min(onlyFirst, onlySecond)
        let larger = max(onlyFirst, onlySecond)
        // P(X ≤ k) for X ~ Binomial(n, ½) is I_½(n−k, k+1).
        let tail = larger == 0 ? 1 : BetaDistribution(Double(larger), Double(smaller + 1)).cumulative(0.5)
        pValue = min(1, 2 * tail)
    }
}
