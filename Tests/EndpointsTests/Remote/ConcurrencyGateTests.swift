import Testing

@testable import Endpoints

@Suite(.timeLimit(.minutes(10))) struct ConcurrencyGateTests {
    private let gate = ConcurrencyGate(.init(initial: 2, maximum: 2), timepiece: .system)

    @Test func noMoreEnterThanAreAllowed() async throws {
        let room = Room()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask { [gate] in
                    try await gate.enter()
                    await room.enter()
                    await Task.yield()
                    await room.leave()
                    gate.leave()
                }
            }
            try await group.waitForAll()
        }
        #expect(await room.most == 2)
        #expect(await room.entries == 200)
    }

    @Test func theCancelledStopWaitingAndTakeNoPlace() async throws {
        try await gate.enter()
        try await gate.enter()
        let waiting = Task { [gate] in try await gate.enter() }
        try await Task.sleep(for: .milliseconds(20))
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        gate.leave()
        try await gate.enter()
    }

    @Test func aTaskThatWasCancelledBeforeDoesNotEnter() async throws {
        let gate = gate
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await gate.enter()
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await gate.enter()
        try await gate.enter()
    }

    @Test func renewingGoesBeforeThoseThatWait() async throws {
        let order = Pieces()
        try await gate.enter()
        try await gate.enter()
        let newcomer = Task { [gate] in
            try await gate.enter()
            order.add("newcomer")
            gate.leave()
        }
        try await Task.sleep(for: .milliseconds(20))
        try await gate.renew()
        order.add("renewed")
        gate.leave()
        try await newcomer.value
        #expect(order.all == ["renewed", "newcomer"])
        gate.leave()
    }

    @Test func aCutHoldsBackThoseThatRenew() async throws {
        let gate = ConcurrencyGate(.init(initial: 2, maximum: 2), timepiece: ManualTime().timepiece)
        try await gate.enter()
        try await gate.enter()
        gate.failed(.rateLimited, retryAfter: nil)
        #expect(gate.limit == 1)
        let renewing = Task { try await gate.renew() }
        try await Task.sleep(for: .milliseconds(20))
        renewing.cancel()
        await #expect(throws: CancellationError.self) { try await renewing.value }
        // Both places are still taken: only when the second is given back is there one to be had.
        gate.leave()
        let waiting = Task { [gate] in try await gate.enter() }
        try await Task.sleep(for: .milliseconds(20))
        gate.leave()
        try await waiting.value
    }
}

/// Counts those who are inside.
private actor Room {
    private var inside = 0
    private(set) var most = 0
    private(set) var entries = 0

    func enter() {
        inside += 1
        entries += 1
        most = max(most, inside)
    }

    func leave() { inside -= 1 }
}
