/// What a judge is asked to reply with, and how its verdict is read.
package enum JudgeReplyFormat: Sendable, Hashable {
    case word(WordReply)
    case json(JSONReply)
    case number(NumberReply)

    /// The verdict in an answer, reasoning taken away; nil if it holds none.
    ///
    /// - Parameter isTruncated: whether the judge was cut off, so that what is missing proves nothing.
    func verdict(in answer: Substring, isTruncated: Bool) -> JudgeVerdict? {
        switch self {
        case .word(let format): format.outcome(of: answer, isTruncated: isTruncated).map { JudgeVerdict($0) }
        case .json(let format): format.verdict(in: answer)
        case .number(let format): format.outcome(of: answer, isTruncated: isTruncated).map { JudgeVerdict($0) }
        }
    }
}

/// What a word of a judge stands for.
package struct JudgeWord: Sendable, Hashable {
    package let word: String
    package let outcome: JudgeOutcome

    /// A word and its meaning: `true` and `false` are flags, anything else is a label.
    init(_ word: String, means meaning: String) {
        self.word = word
        outcome = Self.outcome(meaning)
    }

    static func outcome(_ meaning: String) -> JudgeOutcome {
        switch meaning {
        case "true": .flag(true)
        case "false": .flag(false)
        default: .label(meaning)
        }
    }
}
