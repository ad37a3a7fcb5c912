/// How a model writes its reasoning in front of its answer.
package struct ReasoningFormat: Sendable, Hashable, Codable {
    package var openTag: String
    package var closeTag: String
    /// What stands between the open tag and the reasoning.
    package var afterOpenTag: String
    /// What stands between the reasoning and the close tag.
    package var beforeCloseTag: String
    /// What stands between the close tag and the answer.
    package var afterCloseTag: String

    package init(
        openTag: String, closeTag: String, afterOpenTag: String = "\n", beforeCloseTag: String = "\n",
        afterCloseTag: String = "\n\n"
    ) {
        self.openTag = openTag
        self.closeTag = closeTag
        self.afterOpenTag = afterOpenTag
        self.beforeCloseTag = beforeCloseTag
        self.afterCloseTag = afterCloseTag
    }

    /// `<think>`, newline, reasoning, newline, `</think>`, blank line, answer: as DeepSeek-R1 and Qwen3 write it.
    package static let think = ReasoningFormat(openTag: "<think>", closeTag: "</think>")

    /// The text of a completion that thinks and then answers.
    package func joined(reasoning: String, answer: String) -> String {
        openTag + afterOpenTag + reasoning + beforeCloseTag + closeTag + afterCloseTag + answer
    }

    /// Whether a prompt ends with an open tag, so that its completion starts inside the reasoning.
    package func isOpen(atEndOf prompt: String) -> Bool {
        prompt.stripped(leading: false).utf8.reversed().starts(with: openTag.utf8.reversed())
    }

    /// Takes a completion apart into reasoning and answer.
    ///
    /// The first close tag ends the reasoning. White space around the reasoning and in front of the answer is dropped;
    /// no other text is, so that `reasoning` and `answer` hold all that was written between, before and after the tags.
    ///
    /// - Parameter prompt: what the completion was sampled from; it may end with the open tag.
    package func split(_ completion: String, after prompt: String = "") -> ReasonedText {
        let beginsInside = isOpen(atEndOf: prompt)
        let pieces = TextSearch(closeTag).pieces(of: completion, limit: 1)
        let isClosed = pieces.count == 2
        let opened = TextSearch(openTag).pieces(of: pieces[0], limit: 1)
        let isOpened = opened.count == 2
        let answer = isClosed ? pieces[1].stripped(trailing: false) : nil

        guard isOpened || beginsInside || isClosed else {
            return ReasonedText(reasoning: nil, answer: completion.stripped(trailing: false), outcome: .noReasoning)
        }
        let startsWithTag = isOpened && !beginsInside && opened[0].stripped().isEmpty
        let reasoning = (startsWithTag ? opened[1] : pieces[0]).stripped()
        let hasFurtherTags = [startsWithTag ? opened[1] : pieces[0], answer ?? ""].contains { text in
            [openTag, closeTag].contains { TextSearch($0).isFound(in: text) }
        }
        let outcome: ReasonedText.Outcome =
            if !isClosed { .missingCloseTag } else if !isOpened && !beginsInside {
                .missingOpenTag
            } else if isOpened && !beginsInside && !startsWithTag {
                .textBeforeReasoning
            } else if hasFurtherTags { .repeatedTag } else { .wellFormed }
        return ReasonedText(reasoning: reasoning, answer: answer, outcome: outcome)
    }
}

/// A completion taken apart by `ReasoningFormat.split`.
package struct ReasonedText: Sendable, Hashable, Codable {
    /// How the tags stood.
    package enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// The reasoning is opened, by the completion or its prompt, and closed once; the answer follows.
        case wellFormed
        /// Neither tag occurs: all of it is answer.
        case noReasoning
        /// The reasoning is closed but was never opened.
        case missingOpenTag
        /// The reasoning is not closed: all of it is reasoning, and there is no answer.
        case missingCloseTag
        /// Something is written in front of the open tag; it counts as reasoning, its tag included.
        case textBeforeReasoning
        /// A tag occurs again inside the reasoning or in the answer.
        case repeatedTag
    }

    package let reasoning: String?
    /// What follows the close tag; nil when the reasoning never ended, empty when nothing follows.
    package let answer: String?
    package let outcome: Outcome
}
