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
        prompt.stripped(leading: false).ends(with: openTag)
    }

    /// Whether the last tag of a prefill leaves the reasoning open; where it has none, it is as it was before.
    package func isOpen(afterPrefill prefill: String, openBefore: Bool) -> Bool {
        let lastClose = TextSearch(closeTag).matches(in: prefill).last ?? -1
        let lastOpen = TextSearch(openTag).matches(in: prefill).last ?? -1
        return lastOpen == lastClose ? openBefore : lastOpen > lastClose
    }

    /// What makes an answer to `prompt` begin with `prefill`: without the open tag where the prompt ends with it.
    package func continuation(of prompt: String, with prefill: String) -> String {
        guard isOpen(atEndOf: prompt), prefill.begins(with: openTag) else { return prefill }
        return prefill.dropping(first: openTag.utf8.count).stripped(trailing: false)
    }

    /// `text` without the block of empty reasoning that it ends with, if it does.
    func removingEmptyReasoning(atEndOf text: String) -> String {
        let upToClose = text.stripped(leading: false)
        guard upToClose.ends(with: closeTag) else { return text }
        let upToOpen = upToClose.dropping(last: closeTag.utf8.count).stripped(leading: false)
        return upToOpen.ends(with: openTag) ? upToOpen.dropping(last: openTag.utf8.count) : text
    }

    /// Takes a completion apart into reasoning and answer.
    ///
    /// The first close tag ends the reasoning. White space around the reasoning and in front of the answer is dropped;
    /// no other text is, so that `reasoning` and `answer` hold all that was written between, before and after the tags.
    ///
    /// - Parameter prompt: what the completion was sampled from; it may end with the open tag.
    package func split(_ completion: String, after prompt: String = "") -> ReasonedText {
        let aroundClose = TextSearch(closeTag).pieces(of: completion, limit: 1)
        let aroundOpen = TextSearch(openTag).pieces(of: aroundClose[0], limit: 1)
        let isClosed = aroundClose.count == 2
        let isOpened = aroundOpen.count == 2
        let isOpenedByPrompt = isOpen(atEndOf: prompt)
        let startsWithTag = isOpened && !isOpenedByPrompt && aroundOpen[0].stripped().isEmpty

        guard isOpened || isOpenedByPrompt || isClosed else {
            return ReasonedText(reasoning: nil, answer: completion.stripped(trailing: false), outcome: .noReasoning)
        }
        let reasoning = startsWithTag ? aroundOpen[1] : aroundClose[0]
        let answer = isClosed ? aroundClose[1] : nil
        let outcome: ReasonedText.Outcome =
            switch true {
            case !isClosed: .missingCloseTag
            case !isOpened && !isOpenedByPrompt: .missingOpenTag
            case !startsWithTag && !isOpenedByPrompt: .textBeforeReasoning
            case hasTag(reasoning) || hasTag(answer ?? ""): .repeatedTag
            default: .wellFormed
            }
        return ReasonedText(
            reasoning: reasoning.stripped(), answer: answer?.stripped(trailing: false), outcome: outcome)
    }

    private func hasTag(_ text: String) -> Bool {
        [openTag, closeTag].contains { TextSearch($0).isFound(in: text) }
    }
}
