import ChatTemplates
import Generation
import Provenance

/// A conversation to be answered.
package struct ChatRequest: Sendable {
    package let id: String
    package let messages: [ChatMessage]
    /// What the answer is made to begin with.
    package let prefill: String
    package let settings: SamplingSettings
    /// Names the random numbers of the answer.
    package let key: RandomKey

    package init(
        id: String, messages: [ChatMessage], prefill: String = "", settings: SamplingSettings, key: RandomKey
    ) {
        self.id = id
        self.messages = messages
        self.prefill = prefill
        self.settings = settings
        self.key = key
    }
}

/// The answer to a conversation.
package struct ChatCompletion: Sendable {
    package let id: String
    /// What the model read: the rendered conversation with the prefill.
    package let prompt: String
    package let promptTokens: [Int]
    /// What the model wrote, without the prefill and without the token that ended it.
    package let text: String
    /// The tokens of `text`, and the one that ended it.
    package let tokens: [Int]
    package let finishReason: GenerationResult.FinishReason
}
