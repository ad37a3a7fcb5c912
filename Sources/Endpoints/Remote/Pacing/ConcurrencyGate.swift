import Synchronization

/// Lets as many requests to an endpoint be in flight as its `AdaptiveConcurrency` allows.
final class ConcurrencyGate: Sendable {
    private let state: Mutex<State>
    private let timepiece: Timepiece

    private struct State {
        var rule: AdaptiveConcurrency
        var inFlight = 0
        var waiting: [Waiter] = []
        var nextID = 0

        /// Takes the waiter of that id out of the queue.
        mutating func remove(_ id: Int) -> [Waiter] {
            guard let index = waiting.firstIndex(where: { $0.id == id }) else { return [] }
            return [waiting.remove(at: index)]
        }

        /// Those that may enter now, first come, first served.
        mutating func admit() -> [Waiter] {
            let free = max(0, min(waiting.count, rule.limit - inFlight))
            defer { waiting.removeFirst(free) }
            inFlight += free
            return Array(waiting.prefix(free))
        }
    }

    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    init(_ concurrency: EndpointReference.Concurrency, timepiece: Timepiece) {
        state = Mutex(State(rule: AdaptiveConcurrency(concurrency)))
        self.timepiece = timepiece
    }

    /// How many requests may be in flight now.
    var limit: Int { state.withLock { $0.rule.limit } }

    /// Waits for a place in flight. Each `enter` that returns is followed by one `leave`.
    func enter() async throws {
        try await wait { state, waiter in state.waiting.append(waiter) }
    }

    /// Gives a place back and waits for the next one that is free: the limit may have been cut since it was taken.
    ///
    /// Goes before those that are new. If it is cancelled the place is kept, so that each `enter` is still followed by one
    /// `leave`.
    func renew() async throws {
        do {
            try await wait { state, waiter in
                state.waiting.insert(waiter, at: 0)
                state.inFlight -= 1
            }
        } catch {
            state.withLock { $0.inFlight += 1 }
            throw error
        }
    }

    private func wait(_ queue: @Sendable (inout State, Waiter) -> Void) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                change { state in
                    let waiter = Waiter(id: id, continuation: continuation)
                    queue(&state, waiter)
                    // A cancellation that came before there was anything to remove is seen here.
                    return Task.isCancelled ? state.remove(id) : []
                }
            }
        } onCancel: {
            change { $0.remove(id) }
        }
    }

    func leave() {
        change { state in
            state.inFlight -= 1
            return []
        }
    }

    func succeeded() {
        let now = timepiece.now()
        change { state in
            state.rule.succeeded(at: now, inFlight: state.inFlight)
            return []
        }
    }

    /// Notes a failed attempt: all requests slow down or wait, as the rule says.
    func failed(_ kind: ChatReply.Failure.Kind, retryAfter: Duration?) {
        let now = timepiece.now()
        state.withLock { state in
            switch kind {
            case .rateLimited: state.rule.rateLimited(at: now, retryAfter: retryAfter)
            case .serverError, .timeout, .connection: state.rule.stumbled(at: now, retryAfter: retryAfter)
            case .malformedResponse, .rejected, .contentFilter: break
            }
        }
    }

    /// How long nothing is to be sent; nil if something may be.
    var pause: Duration? {
        let now = timepiece.now()
        return state.withLock { $0.rule.pause(at: now) }
    }

    /// Applies a change that returns those who give up, then lets in who may enter.
    private func change(_ change: (inout State) -> [Waiter]) {
        let (cancelled, admitted) = state.withLock { state in
            let cancelled = change(&state)
            return (cancelled, state.admit())
        }
        for waiter in cancelled { waiter.continuation.resume(throwing: CancellationError()) }
        for waiter in admitted { waiter.continuation.resume() }
    }
}
