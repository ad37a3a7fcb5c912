extension ChatTemplate {
    /// A rendered prompt with text before its first turn: at its start, after the token that begins a sequence.
    ///
    /// A token that comes again begins each turn, as SmolLM2's does, and the text is put before it.
    package func opened(_ prompt: String, with preamble: String) -> String {
        guard !preamble.isEmpty, let bosToken, !bosToken.isEmpty, prompt.begins(with: bosToken) else {
            return preamble + prompt
        }
        let rest = prompt.dropping(first: bosToken.utf8.count)
        return TextSearch(bosToken).isFound(in: rest) ? preamble + prompt : bosToken + preamble + rest
    }
}
