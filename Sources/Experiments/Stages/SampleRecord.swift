import Endpoints
import Evaluation
import Generation
import Provenance

/// One sampled completion with everything that is needed to believe it.
package struct SampleRecord: Sendable, Codable, Identifiable {
    /// The transcript's id: condition, prompt and sample index.
    package let id: String
    package let transcript: Transcript
    /// The system prompt; nil where none was given.
    package let system: String?
    /// The user message.
    package let prompt: String
    /// What the answer was made to begin with; it is a part of the transcript's text.
    package let prefill: String?
    /// The digest of what the model read.
    package let renderedPrompt: SHA256Digest
    package let sampleIndex: Int
    /// The new tokens; nil where an endpoint does not show them.
    package let tokens: [Int]?
    /// Each new token's text and the natural logarithm of its probability, at temperature 1 over the whole vocabulary; nil where
    /// they were not asked for.
    package let logProbabilities: [TokenLogProbability]?
    /// The digest of the adapter's weights; nil for a model without.
    package let adapter: SHA256Digest?
    package let ending: ChatReply.Ending
    /// Why there is no answer.
    package let failure: ChatReply.Failure?
    package let usage: TokenUsage
    package let settings: SamplingSettings
}

/// What of a sample people and scorers read.
package struct SampleText: Sendable, Decodable, Identifiable {
    package let id: String
    package let transcript: Transcript
    package let prompt: String
    package let sampleIndex: Int
}
