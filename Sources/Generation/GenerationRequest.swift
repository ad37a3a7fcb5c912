import Provenance

/// One sequence to be continued.
package struct GenerationRequest: Sendable {
    package let id: String
    /// The tokens to continue; at least one.
    package let prompt: [Int]
    package let settings: SamplingSettings
    /// Names the random numbers of this sequence, which do not depend on the batch it is in.
    package let key: RandomKey
    package let wantsLogProbabilities: Bool
    /// One of the generator's named adapters; nil for the generator's own, or the base model where it has none.
    package let adapter: String?

    package init(
        id: String, prompt: [Int], settings: SamplingSettings, key: RandomKey, wantsLogProbabilities: Bool = false,
        adapter: String? = nil
    ) {
        self.id = id
        self.prompt = prompt
        self.settings = settings
        self.key = key
        self.wantsLogProbabilities = wantsLogProbabilities
        self.adapter = adapter
    }

    /// The most tokens that the sequence can come to.
    var maximumLength: Int { prompt.count + settings.maximumTokens }
}

/// One continued sequence.
package struct GenerationResult: Sendable, Hashable {
    /// Why a sequence ended.
    package enum FinishReason: String, Sendable, Hashable, Codable {
        /// A stop token was chosen; it is the last of the tokens.
        case stopToken = "stop-token"
        /// The text came to hold a stop string.
        case stopString = "stop-string"
        /// The maximum number of tokens was reached.
        case length
    }

    package let id: String
    /// The new tokens, without the prompt.
    package let tokens: [Int]
    package let finishReason: FinishReason
    /// The natural logarithm of each new token's probability, at temperature 1 over the whole vocabulary; nil unless wanted.
    package let logProbabilities: [Double]?
}
