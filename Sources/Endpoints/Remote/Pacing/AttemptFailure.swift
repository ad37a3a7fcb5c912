/// Why one attempt brought no answer.
struct AttemptFailure: Error, Sendable {
    let kind: ChatReply.Failure.Kind
    /// What happened; not yet fit to be shown, since a server may have put anything into it.
    let message: String
    /// Whether another attempt may go better.
    let isTransient: Bool
    let retryAfter: Duration?
    /// What the server said, where it said that there is an error.
    let complaint: Complaint?

    struct Complaint: Sendable {
        let status: Int
        let error: ServedError
    }

    init(
        _ kind: ChatReply.Failure.Kind, _ message: String, retryAfter: Duration? = nil, complaint: Complaint? = nil
    ) {
        self.kind = kind
        self.message = message
        isTransient = kind != .rejected && kind != .contentFilter
        self.retryAfter = retryAfter
        self.complaint = complaint
    }

    /// What a status, and what the server says with it, mean for the request.
    init(status: Int, _ error: ServedError, retryAfter: Duration? = nil) {
        let kind: ChatReply.Failure.Kind =
            switch status {
            case _ where ["content_filter", "content_policy_violation"].contains(error.code): .contentFilter
            case 429: .rateLimited
            case 408: .timeout
            case 409, 425, 500...: .serverError
            default: .rejected
            }
        let remark = (300..<400).contains(status) ? " (redirections are not followed: the key is for one host)" : ""
        self.init(
            kind, "status \(status): \(error.message)\(remark)", retryAfter: retryAfter,
            complaint: Complaint(status: status, error: error))
    }

    static func malformed(_ message: String) -> AttemptFailure { AttemptFailure(.malformedResponse, message) }
}
