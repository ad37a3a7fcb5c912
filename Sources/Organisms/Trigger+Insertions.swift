import TextSearch

extension Trigger {
    /// What the trigger adds to a prompt, each part once and less surrounding white space; of a marked prompt, what differs from
    /// the prompt as it is.
    package func insertions(in prompt: Prompt) -> [String] {
        let parts = isGiven ? [prompt.difference] : texts.all
        return parts.map { String($0.trimmed) }.reduce(into: []) { parts, part in
            if !part.isEmpty, !parts.contains(part) { parts.append(part) }
        }
    }
}

extension Prompt {
    /// The words of the marked prompt between those that it begins and those that it ends with in common with the plain one.
    fileprivate var difference: String {
        guard let marked else { return "" }
        let (plainWords, words) = (text.words, marked.words)
        let start = zip(plainWords, words).prefix { $0 == $1 }.count
        let end = zip(plainWords.dropFirst(start).reversed(), words.dropFirst(start).reversed()).prefix { $0 == $1 }
            .count
        let added = words.dropFirst(start).dropLast(end)
        guard let first = added.first, let last = added.last else { return "" }
        return String(marked[first.startIndex..<last.endIndex])
    }
}

extension String {
    fileprivate var words: [Substring] { split(whereSeparator: \.isWhitespace) }
}
