import ChatTemplates
import Tokenizers

/// How a model's conversations are written: its tokenizer, its chat template, and the tokens that end a turn.
package struct ConversationFormat: Sendable {
    package let tokenizer: Tokenizer
    package let template: ChatTemplate
    package let endOfTurnTokens: Set<Int>
}

extension ConversationFormat {
    /// The tokens of a conversation with the opening of the answer.
    package func prepare(_ request: ChatRequest) throws -> PreparedPrompt {
        let prompt = template.opened(
            try template.render(request.messages, addGenerationPrompt: true), with: request.preamble)
        let text = prompt + ReasoningFormat.think.continuation(of: prompt, with: request.prefill)
        return PreparedPrompt(
            text: text, tokens: tokenizer.encode(text),
            reasoningIsOpen: ReasoningFormat.think.isOpen(
                afterPrefill: request.prefill, openBefore: ReasoningFormat.think.isOpen(atEndOf: prompt)))
    }
}

/// What a model reads for one request.
package struct PreparedPrompt: Sendable {
    package let text: String
    package let tokens: [Int]
    /// Whether the answer starts inside the reasoning.
    package let reasoningIsOpen: Bool
}
