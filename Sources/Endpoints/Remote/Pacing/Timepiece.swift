/// Tells the time and lets it pass; tests put a faster one in its place.
package struct Timepiece: Sendable {
    /// The time since some moment; never goes back.
    package let now: @Sendable () -> Duration
    package let sleep: @Sendable (Duration) async throws -> Void

    package init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// The clock of this machine.
    package static var system: Timepiece {
        let start = ContinuousClock.now
        return Timepiece(now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) })
    }

    /// What `work` returns, or nil if it took longer than `limit` and was cancelled.
    func withTimeout<Value: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await sleep(limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
