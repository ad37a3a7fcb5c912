/// When a failed attempt is followed by another.
struct RetryPolicy: Sendable {
    /// How often a request is sent at most.
    let attempts: Int
    /// From the first attempt on; no attempt begins after it.
    let deadline: Duration

    /// A wrong answer is rarely put right by asking again, but it costs as much as a right one.
    private static let malformedAttempts = 3
    private static let firstBackoff = 1.0
    private static let longestBackoff = 60.0

    init(_ reference: EndpointReference) {
        attempts = max(1, reference.attempts)
        deadline = .seconds(max(0, reference.deadline))
    }

    /// How long to wait before the next attempt; nil if there is to be none.
    ///
    /// The wait is drawn evenly from zero to a bound that doubles with each attempt ("full jitter"), and is never shorter than
    /// what the endpoint asked for.
    ///
    /// - Parameters:
    ///   - made: the attempts so far, 1 or more.
    ///   - elapsed: since the first of them.
    func wait(after failure: AttemptFailure, made: Int, elapsed: Duration) -> Duration? {
        let most = failure.kind == .malformedResponse ? min(attempts, Self.malformedAttempts) : attempts
        guard failure.isTransient, made < most else { return nil }
        let bound = min(Self.longestBackoff, Self.firstBackoff * Double(1 << min(made - 1, 10)))
        let wait = max(.seconds(Double.random(in: 0...bound)), failure.retryAfter ?? .zero)
        return elapsed + wait <= deadline ? wait : nil
    }
}
