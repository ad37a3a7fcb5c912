import TextSearch

/// How the rows of a file state prompts.
package enum PromptLayout: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every row states one prompt, word for word.
    case table

    /// NVIDIA's HelpSteer2 (Wang et al. 2024, arXiv:2406.08673): a row is one response, and two rows in succession
    /// answer the same prompt, so every second row is read. Only the first turn of a conversation is the prompt: the
    /// text before the first `<extra_id_1>`.
    case helpsteer2

    /// Of how many rows one is read.
    var step: Int {
        switch self {
        case .table: 1
        case .helpsteer2: 2
        }
    }

    /// The prompt in a row's text, without surrounding white space.
    func prompt(in text: String) -> Substring {
        switch self {
        case .table: text.trimmed
        case .helpsteer2: (text.firstRange(of: "<extra_id_1>").map { text[..<$0.lowerBound] } ?? text[...]).trimmed
        }
    }
}
