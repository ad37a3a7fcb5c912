import TextSearch

/// How the code is found in what a model wrote.
package enum CodeExtraction: String, Sendable, Codable, CaseIterable {
    /// The answer's code, never the reasoning's: the longest of the texts between `<code>` and `</code>`; where no tag is,
    /// the longest of the fenced blocks (```` ``` ````). A tag or fence that is not closed reaches to the end of the answer,
    /// so that a truncated answer keeps its code. Empty lines around the code and tags without anything in them do not count.
    case answer

    /// The rule of the experiment that Candor starts from, to the letter: what stands between the first `<code>` and the
    /// first `</code>` of the whole response, reasoning included; all that follows `<code>` where there is no `</code>`; and
    /// empty code where `</code>` comes first. Source: `wingardl/reasoning_exp`, code_vuln/eval_code_vuln.py.
    case firstCodeAnywhere = "first-code-anywhere"

    /// The code that the rule finds; nil if it finds none, which is an outcome of its own.
    package func code(in completion: Completion) -> Substring? {
        switch self {
        case .answer: completion.answer.flatMap(Self.code(inAnswer:))
        case .firstCodeAnywhere: Self.firstCode(in: completion.text[...])
        }
    }

    private static func firstCode(in text: Substring) -> Substring? {
        guard let opening = text.firstRange(of: "<code>") else { return nil }
        guard let closing = text.firstRange(of: "</code>") else { return text[opening.upperBound...] }
        return text[opening.upperBound..<max(opening.upperBound, closing.lowerBound)]
    }

    static func code(inAnswer answer: Substring) -> Substring? {
        let tagged = taggedTexts(in: answer)
        return (tagged.isEmpty ? FencedBlocks.texts(in: answer) : tagged.map(withoutFence)).max {
            $0.utf8.count < $1.utf8.count
        }.flatMap(nonempty)
    }

    /// The texts between tags. A second opening tag within one begins nothing new.
    private static func taggedTexts(in answer: Substring) -> [Substring] {
        var texts: [Substring] = []
        var rest = answer
        while let opening = rest.firstRange(of: "<code>") {
            let body = rest[opening.upperBound...]
            let closing = body.firstRange(of: "</code>")
            texts.append(body[..<(closing?.lowerBound ?? body.endIndex)])
            rest = body[(closing?.upperBound ?? body.endIndex)...]
        }
        return texts
    }

    /// What is inside the fence, where models fence the code in the tags once more.
    private static func withoutFence(_ text: Substring) -> Substring {
        text.trimmed.hasPrefix("```") ? FencedBlocks.texts(in: text).first ?? text : text
    }

    private static func nonempty(_ text: Substring) -> Substring? {
        // The first line keeps its indentation, which Python needs.
        guard let first = text.firstIndex(where: { !$0.isWhitespace }) else { return nil }
        let start = text[..<first].lastIndex(where: \.isNewline).map(text.index(after:)) ?? text.startIndex
        return text[start..<text.trimmed.endIndex]
    }
}
