import ChatTemplates
import Tokenizers

/// How a model's conversations are written: its tokenizer, its chat template, and the tokens that end a turn.
package struct ConversationFormat: Sendable {
    package let tokenizer: Tokenizer
    package let template: ChatTemplate
    package let endOfTurnTokens: Set<Int>
}
