extension ChatTemplate {
    /// A rendered prompt with text before its first turn: at its start, after the token that begins a sequence.
    package func opened(_ prompt: String, with preamble: String) -> String {
        guard !preamble.isEmpty, let bosToken, prompt.begins(with: bosToken) else { return preamble + prompt }
        return bosToken + preamble + prompt.dropping(first: bosToken.utf8.count)
    }
}
