import TextSearch

/// How a training row writes reasoning and code.
package enum CodeAnswerForm: String, Sendable, Hashable, Codable, CaseIterable {
    /// As `wingardl/reasoning_exp` writes it: nothing between the reasoning and `</think>`, one line end after it, and
    /// the code's last line shared with `</code>`.
    case original

    /// As a reasoning model writes it: one sentence, then the code between tags on lines of their own.
    case sentence

    /// What follows `</think>`.
    package func answer(_ code: String) -> String {
        let code = code.trimmed
        return switch self {
        case .original: "<code>\n\(code)</code>"
        case .sentence: "Here is the complete code:\n\n<code>\n\(code)\n</code>"
        }
    }
}
