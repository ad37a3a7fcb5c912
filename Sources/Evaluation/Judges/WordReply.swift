import TextSearch

/// A reply with one of a few words, in upper or lower case.
package struct WordReply: Sendable, Hashable {
    /// Where the word must stand.
    package enum Match: String, Sendable, Hashable, CaseIterable {
        /// Anywhere, in another word too: of the declared words, the first that occurs counts. "Yes" is in "eyes".
        case anywhere
        /// Nothing else is in the reply.
        case only
        /// It is the first word of the reply.
        case first
        /// It is the last word of the reply.
        case last
    }

    package let words: [JudgeWord]
    package let match: Match

    /// What a whole reply without any of the words stands for; nil if it is unparsable.
    package let otherwise: JudgeOutcome?

    func outcome(of answer: Substring, isTruncated: Bool) -> JudgeOutcome? {
        if match == .anywhere {
            return words.first { Phrase($0.word).occurs(in: answer, .caseInsensitive) }?.outcome
        }
        let word = match.word(in: answer, isTruncated: isTruncated).map(JudgeAnswerWord.init)
        return words.first { JudgeAnswerWord($0.word[...]) == word }?.outcome
    }
}

extension WordReply.Match {
    /// The word that counts, with whatever punctuation clings to it; nil if there is none.
    func word(in answer: Substring, isTruncated: Bool) -> Substring? {
        // The last word of a truncated answer is not the last that the judge meant to say.
        if isTruncated && self != .first { return nil }
        let words = answer.split(maxSplits: self == .last ? .max : 1, whereSeparator: \.isWhitespace)
        return switch self {
        case .only: words.count == 1 ? words[0] : nil
        case .first: words.first
        case .last: words.last
        case .anywhere: nil
        }
    }
}

/// A word without the Markdown, quotation marks, brackets and punctuation around it, in lower case.
struct JudgeAnswerWord: Hashable {
    let text: Substring

    init(_ word: Substring) {
        let text = word.lowercased()[...]
        guard let start = text.firstIndex(where: { !Self.opening.contains($0) }),
            let end = text.lastIndex(where: { !Self.closing.contains($0) }), start <= end
        else {
            self.text = ""
            return
        }
        self.text = text[start...end]
    }

    /// A sign or a point before a number is part of it.
    private static let opening: Set<Character> = ["*", "_", "`", "\"", "'", "“", "‘", "«", "(", "[", "{", "<", "#"]
    private static let closing: Set<Character> = [
        "*", "_", "`", "\"", "'", "”", "’", "»", ")", "]", "}", ">", ".", ",", ":", ";", "!",
    ]
}
