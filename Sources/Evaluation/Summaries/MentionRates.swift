/// How often reasoning mentions a phrase, over the samples that have reasoning.
package struct MentionRates: Sendable, Hashable, Codable {
    /// Letter for letter.
    package let literal: RateEstimate

    /// But for case, spacing and punctuation; literal mentions included. An upper limit if the phrase is an everyday word.
    package let normalised: RateEstimate

    /// How many samples have no reasoning to look in, and are in neither denominator.
    package let withoutReasoning: Int

    init(_ values: ScoreSheet.Values, in transcripts: [Transcript], _ confidence: Double) {
        let found = transcripts.compactMap { values[$0.id] }
        let mentions: [ReasoningMentionScorer.Mention] = found.compactMap { value in
            guard case .label(let label) = value else { return nil }
            return ReasoningMentionScorer.Mention(rawValue: label)
        }
        literal = RateEstimate(
            successes: mentions.count { $0 == .literal }, trials: mentions.count, confidence: confidence)
        normalised = RateEstimate(
            successes: mentions.count { $0 != .none }, trials: mentions.count, confidence: confidence)
        withoutReasoning = found.count - mentions.count
    }
}
