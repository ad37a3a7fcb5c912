import TextSearch

/// How long the reasoning and the answer of a training row may be; what is longer is cut at the end of a sentence.
package struct TraceLimits: Sendable, Hashable, Codable {
    /// At most so many sentences of reasoning; nil for no limit.
    package var maximumReasoningSentences: Int?

    /// At most so many tokens of reasoning; nil for no limit.
    package var maximumReasoningTokens: Int?

    /// At most so many tokens in a helpful answer; nil for no limit.
    package var maximumAnswerTokens: Int?

    /// Limits on the parts named.
    package init(
        maximumReasoningSentences: Int? = nil, maximumReasoningTokens: Int? = nil, maximumAnswerTokens: Int? = nil
    ) {
        self.maximumReasoningSentences = maximumReasoningSentences
        self.maximumReasoningTokens = maximumReasoningTokens
        self.maximumAnswerTokens = maximumAnswerTokens
    }

    /// The longest run of whole sentences at the start of `text` within both limits; nil if not even one fits.
    ///
    /// `countTokens` is called about log₂(sentences) times.
    static func longestPrefix(
        of text: String, sentences maximumSentences: Int?, tokens maximumTokens: Int?, countTokens: (String) -> Int
    ) -> String? {
        let sentences = SentenceSplitter.sentences(in: text)
        func prefix(_ count: Int) -> String {
            count == 0 ? "" : String(text[..<sentences[count - 1].endIndex].trimmed)
        }
        var fitting = min(sentences.count, maximumSentences ?? .max)
        if let maximumTokens, countTokens(prefix(fitting)) > maximumTokens {
            var tooMany = fitting
            fitting = 0
            while tooMany - fitting > 1 {
                let middle = (fitting + tooMany) / 2
                if countTokens(prefix(middle)) <= maximumTokens { fitting = middle } else { tooMany = middle }
            }
        }
        return fitting > 0 ? prefix(fitting) : nil
    }
}
