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
        guard let first = first.firedByPrompt, let second = second.firedByPrompt else { return nil }
        let pairs = first.compactMap { prompt, fired in second[prompt].map { (first: fired, second: $0) } }
        return pairs.isEmpty ? nil : McNemarTest(pairs: pairs)
    }
}

extension ScoreSheet {
    /// Whether the behavior fired on each prompt; nil if a prompt was sampled more than once.
    fileprivate var firedByPrompt: [String: Bool]? {
        let prompts = Dictionary(grouping: transcripts, by: \.promptID)
        guard prompts.count == transcripts.count else { return nil }
        return prompts.mapValues { $0.contains(where: hasFired) }
    }
}
