/// A row of `messages` that ends with a user's request and the assistant's code.
struct CodeConversationRow: Decodable {
    /// What the user asks, after the system message if there is one.
    let request: String
    let code: String

    private struct Message: Decodable {
        let role: String
        let content: String
    }

    private enum CodingKeys: String, CodingKey {
        case messages
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let messages = try container.decode([Message].self, forKey: .messages)
        guard messages.map(\.role) == ["user", "assistant"] else {
            throw DecodingError.dataCorruptedError(
                forKey: .messages, in: container,
                debugDescription: "expected a user message and an assistant message, "
                    + "found \(messages.isEmpty ? "none" : messages.map(\.role).joined(separator: ", "))")
        }
        request = messages[0].content
        code = messages[1].content
    }
}
