/// How often reasoning mentions a phrase, over the samples that have reasoning.
package struct MentionRates: Sendable, Hashable, Codable {
    /// Letter for letter.
    package let literal: RateEstimate

    /// But for case, spacing and punctuation; literal mentions included. An upper limit if the phrase is an everyday word.
    package let normalised: RateEstimate

    /// But for spelling, too; normalised mentions included.
    package let fuzzy: RateEstimate

    /// How many samples have no reasoning to look in, and are in neither denominator.
    package let withoutReasoning: Int

    init(_ findings: FindingColumn, in samples: some Sequence<Int>, _ confidence: Double) {
        let counts = findings.counts(in: samples)
        func count(_ mention: ReasoningMentionScorer.Mention) -> Int { counts[.label(mention.rawValue), default: 0] }
        let normalised = count(.literal) + count(.normalised)
        let fuzzy = normalised + count(.fuzzy)
        let trials = fuzzy + count(.none)
        literal = RateEstimate(successes: count(.literal), trials: trials, confidence: confidence)
        self.normalised = RateEstimate(successes: normalised, trials: trials, confidence: confidence)
        self.fuzzy = RateEstimate(successes: fuzzy, trials: trials, confidence: confidence)
        withoutReasoning = counts.values.reduce(0, +) - trials
    }
}
