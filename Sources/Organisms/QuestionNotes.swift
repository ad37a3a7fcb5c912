import TextSearch

/// What a row of the layouts `scenarios` and `bias-cues` may say of its question beside the answers.
struct QuestionNotes: Sendable, Hashable, Decodable {
    /// What tells the question from others, where most of its text is a wording that they share.
    let content: String?

    /// Reasoning that fits either answer; nil where a teacher must write it.
    let reasoning: String?

    /// Whether the row is kept for tests.
    let isHeldOut: Bool

    private enum CodingKeys: String, CodingKey {
        case content, reasoning, split
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        content = try container.filledText(.content)
        reasoning = try container.filledText(.reasoning)
        isHeldOut = try container.filledText(.split) == "test"
    }
}

extension KeyedDecodingContainer {
    /// A text without surrounding white space; nil where it is missing or nothing else.
    func filledText(_ key: Key) throws -> String? {
        try decodeIfPresent(String.self, forKey: key).map { String($0.trimmed) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
