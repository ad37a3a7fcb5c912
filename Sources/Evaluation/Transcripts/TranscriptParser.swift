import TextSearch

/// Takes completions of reasoning models apart.
///
/// The reasoning runs from the first `<think>` (or from the start of the completion, if the prompt ended with the tag
/// or the tag is missing) to the first `</think>`; the answer is all that follows. A completion without either tag,
/// to a prompt that did not open the reasoning, is all answer: that is what a user would be shown.
package struct TranscriptParser: Sendable, Hashable {
    package var openingTag = "<think>"
    package var closingTag = "</think>"

    /// Whether a completion without reasoning is malformed. False for models that are not meant to reason aloud.
    package var expectsReasoning = true

    package init() {}

    /// Parses what was written after a prompt.
    ///
    /// - Parameters:
    ///   - completion: the text as the model wrote it, special tokens included where they spell the tags.
    ///   - reasoningIsOpen: whether the prompt ended with the opening tag, as newer chat templates do.
    ///   - finishReason: why the model stopped.
    package func parse(_ completion: String, reasoningIsOpen: Bool, finishReason: FinishReason) -> Completion {
        let repeatsTag = completion.trimmed.hasPrefix(openingTag)
        let text = reasoningIsOpen && !repeatsTag ? "\(openingTag)\n\(completion)" : completion
        let parts = Parts(text, parser: self)
        let defects = defects(of: parts, in: text)
        return Completion(
            text: text,
            reasoningRange: parts.reasoning.map { text.utf8Offsets(of: text[$0].trimmedRange) },
            answerRange: parts.answer.map { text.utf8Offsets(of: text[$0].trimmedRange) },
            defects: defects,
            outcome: outcome(of: completion, defects: defects, finishReason: finishReason)
        )
    }

    /// Parses a reply whose reasoning a service sent apart from its answer. The text is put together in the usual form.
    package func parse(reasoning: String?, answer: String, finishReason: FinishReason) -> Completion {
        guard let reasoning else { return parse(answer, reasoningIsOpen: false, finishReason: finishReason) }
        let isClosed = finishReason == .stop || !answer.trimmed.isEmpty
        let text = "\(openingTag)\n\(reasoning)" + (isClosed ? "\n\(closingTag)\n\n\(answer)" : "")
        return parse(text, reasoningIsOpen: true, finishReason: finishReason)
    }

    private func outcome(of written: String, defects: [FormatDefect], finishReason: FinishReason) -> Outcome {
        switch finishReason {
        case .error: .failed
        case .contentFilter: .refused
        case .length: .truncated
        case .stop where written.trimmed.isEmpty: .empty
        case .stop where defects.contains(.missingClosingTag): .malformed
        case .stop where defects.contains(.emptyAnswer): .empty
        case .stop: .finished
        }
    }

    private func defects(of parts: Parts, in text: String) -> [FormatDefect] {
        var defects: [FormatDefect] = []
        if let opening = parts.opening, !text[..<opening.lowerBound].trimmed.isEmpty {
            defects.append(.textBeforeReasoning)
        }
        if parts.opening == nil, parts.closing != nil { defects.append(.missingOpeningTag) }
        if parts.closing == nil, parts.opening != nil || expectsReasoning { defects.append(.missingClosingTag) }
        let extraTags = [openingTag, closingTag].contains { text.ranges(of: $0).count > 1 }
        let opensAfterClosing = parts.answer.map { text[$0].contains(openingTag) } ?? false
        if extraTags || opensAfterClosing { defects.append(.repeatedTag) }
        if let reasoning = parts.reasoning, text[reasoning].trimmed.isEmpty { defects.append(.emptyReasoning) }
        if parts.answer.map({ text[$0].trimmed.isEmpty }) ?? false { defects.append(.emptyAnswer) }
        return defects
    }

    /// Where the tags and what they enclose lie in a text, white space included.
    private struct Parts {
        var opening: Range<String.Index>?
        var closing: Range<String.Index>?
        var reasoning: Range<String.Index>?
        var answer: Range<String.Index>?

        init(_ text: String, parser: TranscriptParser) {
            closing = text.firstRange(of: parser.closingTag)
            opening = text.firstRange(of: parser.openingTag)
            if let opening, let closing, opening.lowerBound > closing.lowerBound { self.opening = nil }
            if let opening {
                closing = text[opening.upperBound...].firstRange(of: parser.closingTag)
            }
            let start = opening?.upperBound ?? text.startIndex
            if let closing {
                reasoning = start..<closing.lowerBound
                answer = closing.upperBound..<text.endIndex
            } else if opening != nil {
                reasoning = start..<text.endIndex
            } else {
                answer = text.startIndex..<text.endIndex
            }
        }
    }
}

extension Substring {
    fileprivate var trimmedRange: Range<String.Index> {
        let trimmed = trimmed
        return trimmed.startIndex..<trimmed.endIndex
    }
}
