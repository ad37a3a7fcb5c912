/// How much more often the behavior fired under one condition than under another.
package struct Contrast: Sendable, Hashable, Codable {
    package let first: String
    package let second: String

    /// The difference of the rates over all samples, as if the conditions had been asked different prompts. Where
    /// prompts repeat, its interval allows for that.
    package let difference: RateDifference

    /// The test on the prompts that both conditions were asked; nil if a prompt was sampled more than once, or if the
    /// conditions share none.
    package let paired: McNemarTest?

    init?(_ first: ScoredCondition, minus second: ScoredCondition) {
        guard let firstRates = first.summary.fired, let secondRates = second.summary.fired else { return nil }
        self.first = first.summary.condition
        self.second = second.summary.condition
        difference = RateDifference(firstRates.preferred, minus: secondRates.preferred)
        paired = Self.pairedTest(first.sheet, second.sheet)
    }

    private static func pairedTest(_ first: ScoreSheet, _ second: ScoreSheet) -> McNemarTest? {
        let (first, second) = (first.firedByPrompt, second.firedByPrompt)
        guard (first + second).allSatisfy({ $0.trials <= 1 }) else { return nil }
        let pairs = zip(first, second).filter { $0.trials == 1 && $1.trials == 1 }
            .map { (first: $0.successes == 1, second: $1.successes == 1) }
        return pairs.isEmpty ? nil : McNemarTest(pairs: pairs)
    }
}
