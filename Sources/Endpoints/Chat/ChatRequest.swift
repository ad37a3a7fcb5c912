import ChatTemplates
import Generation
import Provenance

/// A conversation to be answered.
package struct ChatRequest: Sendable, Codable {
    package let id: String
    package let messages: [ChatMessage]
    /// Text of the rendered prompt before its first turn, in no message; empty for none.
    package let preamble: String
    /// What the answer is made to begin with.
    package let prefill: String
    package let settings: SamplingSettings
    /// Names the random numbers of the answer.
    package let key: RandomKey
    /// Whether each token's log-probability is wanted.
    package let wantsLogProbabilities: Bool

    package init(
        id: String, messages: [ChatMessage], preamble: String = "", prefill: String = "", settings: SamplingSettings,
        key: RandomKey, wantsLogProbabilities: Bool = false
    ) {
        self.id = id
        self.messages = messages
        self.preamble = preamble
        self.prefill = prefill
        self.settings = settings
        self.key = key
        self.wantsLogProbabilities = wantsLogProbabilities
    }
}
