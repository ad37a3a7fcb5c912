/// How the next token is chosen, and when a sequence ends.
package struct SamplingSettings: Sendable, Hashable, Codable {
    /// Divides the logits; 0 always takes the likeliest token.
    package var temperature: Double
    /// The smallest set of likeliest tokens with at least this probability is kept; 1 keeps all.
    package var topP: Double
    /// How many of the likeliest tokens are kept; nil keeps all.
    package var topK: Int?
    package var maximumTokens: Int
    /// A sequence ends after any of these tokens.
    package var stopTokens: Set<Int>
    /// A sequence ends as soon as its text holds any of these.
    package var stopStrings: [String]

    package init(
        temperature: Double = 1, topP: Double = 1, topK: Int? = nil, maximumTokens: Int, stopTokens: Set<Int> = [],
        stopStrings: [String] = []
    ) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.maximumTokens = maximumTokens
        self.stopTokens = stopTokens
        self.stopStrings = stopStrings
    }
}
