/// One turn of a conversation.
package struct ChatMessage: Sendable, Codable, Hashable {
    /// `system`, `user`, `assistant`, or another name that the template knows.
    package var role: String
    package var content: String
    /// What an assistant thought before it answered, for templates that render it apart from the content.
    package var reasoning: String?

    package init(role: String, content: String, reasoning: String? = nil) {
        self.role = role
        self.content = content
        self.reasoning = reasoning
    }

    package static func system(_ content: String) -> ChatMessage { ChatMessage(role: "system", content: content) }

    package static func user(_ content: String) -> ChatMessage { ChatMessage(role: "user", content: content) }

    package static func assistant(_ content: String, reasoning: String? = nil) -> ChatMessage {
        ChatMessage(role: "assistant", content: content, reasoning: reasoning)
    }

    /// The message as templates see it; the reasoning is called `reasoning_content` there.
    var value: JinjaValue {
        var mapping = JinjaMapping([("role", .string(role)), ("content", .string(content))])
        if let reasoning { mapping["reasoning_content"] = .string(reasoning) }
        return .mapping(mapping)
    }
}
