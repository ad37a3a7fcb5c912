/// How a sample ended. Every requested sample has exactly one outcome; none is dropped.
package enum Outcome: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    /// The model ended by itself, with reasoning and an answer.
    case finished
    /// The model ran out of tokens, in its reasoning or in its answer.
    case truncated
    /// The model ended by itself without an answer.
    case empty
    /// The model ended by itself without closing its reasoning.
    case malformed
    /// The service that runs the model withheld the completion.
    case refused
    /// No completion was made, because of an error.
    case failed

    /// Whether, had nothing intervened, an answer other than the recorded one might have been seen.
    package var leavesAnswerUnknown: Bool {
        switch self {
        case .truncated, .refused, .failed: true
        case .finished, .empty, .malformed: false
        }
    }
}

/// Why a model stopped writing.
package enum FinishReason: String, Sendable, Codable, CaseIterable {
    /// It wrote its end-of-turn token or a stop sequence.
    case stop
    /// It reached the largest number of tokens allowed.
    case length
    /// A content filter of the service that runs it withheld the rest.
    case contentFilter = "content_filter"
    /// The engine or the connection failed.
    case error
}
