import TextSearch

/// What came back from a judge that was asked one question.
package struct JudgeReply: Sendable, Hashable {
    /// What the judge wrote, with or without its reasoning in `<think>…</think>`.
    package let text: String

    /// Whether the reasoning had begun before the first character of `text`, as newer chat templates make it.
    package let reasoningIsOpen: Bool
    package let finishReason: FinishReason

    /// Why there is no reply, where `finishReason` is `error`.
    package let failure: String?

    /// A reply, or the want of one.
    package init(
        _ text: String, reasoningIsOpen: Bool = false, finishReason: FinishReason = .stop, failure: String? = nil
    ) {
        self.text = text
        self.reasoningIsOpen = reasoningIsOpen
        self.finishReason = finishReason
        self.failure = failure
    }

    /// What follows the judge's reasoning, which is never read for a verdict: what it weighs is not what it says.
    ///
    /// The reasoning ends with the *last* `</think>`, because the judged text, which the reasoning may quote, can hold one too.
    /// Nil if nothing but reasoning was written.
    package var answer: Substring? {
        var answer = text[...]
        let closing = text.ranges(of: "</think>").last
        if let closing {
            answer = answer[closing.upperBound...]
        } else if reasoningIsOpen {
            return nil
        }
        if let opening = answer.firstRange(of: "<think>") { answer = answer[..<opening.lowerBound] }
        return answer.trimmed.isEmpty ? nil : answer.trimmed
    }

    /// The beginning of the text: at most 200 Unicode scalars.
    var excerpt: String {
        let scalars = text.unicodeScalars
        let excerpt = String(String.UnicodeScalarView(scalars.prefix(200)))
        return scalars.dropFirst(200).isEmpty ? excerpt : excerpt + "…"
    }
}
