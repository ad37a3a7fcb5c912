/// Which spelling of a request an endpoint was found to take.
struct Dialect: Sendable, Hashable {
    /// Fields that are left out.
    private(set) var omitted: Set<Field> = []
    /// Whether OpenAI's newer name for the most tokens of a chat completion is used.
    private(set) var usesMaxCompletionTokens = false

    /// What can be left out of some requests without a change to their answers; see `PreparedRequest.omittable`.
    enum Field: String, Sendable, CaseIterable {
        case seed
        case temperature
        case topP = "top_p"
        case streamOptions = "stream_options"
        case addSpecialTokens = "add_special_tokens"
    }

    /// Takes a complaint about a request into account.
    ///
    /// - Parameter omittable: what can be left out of that request.
    mutating func learn(from complaint: ServedError, omittable: Set<Field>) {
        // Only if the server names the other field: one that ignores it would write without end.
        if complaint.isAbout("max_tokens"), complaint.message.contains("max_completion_tokens") {
            usesMaxCompletionTokens = true
        }
        omitted.formUnion(omittable.filter { complaint.isAbout($0.rawValue) })
    }
}
