import TextSearch

extension Trigger {
    /// What the trigger adds to a prompt, each part once and less surrounding white space; of a marked prompt, what differs from
    /// the prompt as it is.
    package func insertions(in prompt: Prompt) -> [String] {
        let parts = isGiven ? [prompt.marked.map { AddedText(in: $0, beside: prompt.text).text } ?? ""] : texts.all
        return parts.map { String($0.trimmed) }.reduce(into: []) { parts, part in
            if !part.isEmpty, !parts.contains(part) { parts.append(part) }
        }
    }
}
