/// The text that a model wrote, taken apart into reasoning and answer.
package struct Completion: Sendable, Hashable, Codable {
    /// All that was written, opening tag included even where the prompt had put it there.
    package let text: String

    /// Where the reasoning lies in `text`, in UTF-8 offsets, without surrounding white space and tags; nil if the
    /// model did not reason at all.
    package let reasoningRange: Range<Int>?

    /// Where the answer lies in `text`, in UTF-8 offsets, without surrounding white space; nil if none was begun.
    package let answerRange: Range<Int>?

    /// What is wrong with the form of the text.
    package let defects: [FormatDefect]
    package let outcome: Outcome

    /// The text between the tags; nil if the model did not reason at all.
    package var reasoning: Substring? { reasoningRange.map { text[utf8: $0] } }

    /// The text that a user would be shown; nil if none was begun.
    package var answer: Substring? { answerRange.map { text[utf8: $0] } }
}

/// A way in which a completion departs from `<think>` reasoning `</think>` answer.
package enum FormatDefect: String, Sendable, Codable, CaseIterable {
    /// Text stands before `<think>`.
    case textBeforeReasoning
    /// `</think>` came although no `<think>` was seen, neither in the prompt nor in the completion.
    case missingOpeningTag
    case missingClosingTag
    case repeatedTag
    case emptyReasoning
    case emptyAnswer
}

extension String {
    /// The part of the string at the given UTF-8 offsets.
    package subscript(utf8 range: Range<Int>) -> Substring {
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return self[start..<utf8.index(start, offsetBy: range.count)]
    }

    /// The UTF-8 offsets of a range of indices.
    package func utf8Offsets(of range: Range<Index>) -> Range<Int> {
        let start = utf8.distance(from: startIndex, to: range.lowerBound)
        return start..<start + utf8.distance(from: range.lowerBound, to: range.upperBound)
    }
}
