/// Which spelling of a request an endpoint was found to take.
///
/// Only what changes no answer is ever left out: a field whose value is the protocol's default, or a seed that the endpoint
/// cannot honour anyway.
struct Dialect: Sendable, Hashable {
    /// Fields that are left out.
    private(set) var omitted: Set<Field> = []
    /// Whether OpenAI's newer name for the most tokens of a chat completion is used.
    private(set) var usesMaxCompletionTokens = false

    enum Field: String, Sendable, CaseIterable {
        case seed
        case temperature
        case topP = "top_p"
        case streamOptions = "stream_options"
    }

    /// Takes a complaint about a field into account.
    ///
    /// - Parameters:
    ///   - temperature: that of the request that was rejected.
    ///   - topP: likewise.
    mutating func learn(from complaint: ServedError, temperature: Double, topP: Double) {
        // Only if the server names the other field: one that ignores it would write without end.
        if complaint.isAbout("max_tokens"), complaint.message.contains("max_completion_tokens") {
            usesMaxCompletionTokens = true
        }
        for field in Field.allCases where complaint.isAbout(field.rawValue) {
            switch field {
            case .temperature where temperature != 1: continue
            case .topP where topP != 1: continue
            default: omitted.insert(field)
            }
        }
    }
}
