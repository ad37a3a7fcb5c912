import Foundation
import Synchronization
import ScriptedServer
import Testing

@testable import Endpoints

/// Two thousand requests to an endpoint that does everything wrong in turn.
@Suite(.timeLimit(.minutes(10))) struct MixtureTests {
    @Test func noRequestIsLostOrAnsweredTwice() async throws {
        let count = 2000
        let maximum = 60
        try await ScriptedServer.with({ request in Self.action(for: request) }) { server in
            let model = try RemoteModel(
                reference(server.url) {
                    $0.concurrency = .init(initial: 20, maximum: maximum)
                    $0.timeout = 150
                    $0.attempts = 8
                    $0.deadline = 100_000
                }, timepiece: .fast(200))
            let replies = Mutex<[ChatReply]>([])
            let isDelivering = Atomic(false)
            let overlaps = Atomic(0)
            try await model.answer(RequestQueue((0..<count).map { request("q\($0)") })) { reply in
                if isDelivering.exchange(true, ordering: .relaxed) { overlaps.add(1, ordering: .relaxed) }
                replies.withLock { $0.append(reply) }
                isDelivering.store(false, ordering: .relaxed)
            }

            let all = replies.withLock { $0 }
            #expect(all.count == count)
            #expect(Set(all.map(\.id)).count == count)
            #expect(overlaps.load(ordering: .relaxed) == 0)
            #expect(server.peak <= maximum && server.peak >= 10)

            let failures = all.filter { $0.ending == .failed }
            #expect(failures.allSatisfy { $0.failure != nil && $0.text.isEmpty })
            for reply in all where reply.ending != .failed {
                #expect(reply.text == "answer to \(reply.id)", "no reply belongs to another request")
            }
            // Every twenty-fifth is rejected for good; of the rest few have bad luck eight times.
            let rejected = failures.filter { $0.failure?.kind == .rejected }
            #expect(Set(rejected.map(\.id)) == Set((0..<count).filter { $0 % 25 == 0 }.map { "q\($0)" }))
            #expect(failures.count - rejected.count < count / 20)

            let totals = model.totals
            #expect(totals.sent >= server.received.count, "an attempt may time out before it is received")
            #expect(totals.sent == all.map(\.attempts).reduce(0, +))
            #expect(totals.retries == totals.sent - count)
            #expect(totals.answered + totals.failures.values.reduce(0, +) == count)
            #expect(totals.usage.completion == 5 * totals.answered)
        }
    }

    @Test func anEndpointThatBearsMoreIsAskedMore() async throws {
        try await ScriptedServer.with({ .later(10, .answer(completion($0.question))) }) { server in
            let model = try RemoteModel(reference(server.url) { $0.concurrency = .init(initial: 4, maximum: 32) })
            let replies = try await model.replies(to: (0..<300).map { request("q\($0)") })
            #expect(replies.map(\.text) == (0..<300).map { "q\($0)" })
            #expect(model.concurrencyLimit == 32, "it grows only while it is made use of")
            #expect(server.peak <= 32)
        }
    }

    /// Depends on the number of the request at the server, so that each attempt meets something else.
    private static func action(for request: Received) -> Action {
        let question = request.question
        if let id = Int(question.dropFirst()), id % 25 == 0 { return .error(400, "never") }
        let answer = Action.later(Int.random(in: 0...10), .answer(completion("answer to \(question)")))
        // Too many requests come in episodes.
        if (request.number / 20) % 20 == 10 {
            return .error(429, headers: request.number.isMultiple(of: 3) ? [("Retry-After", "2")] : [])
        }
        return switch (request.number * 7919) % 101 {
        case 8..<14: .error(503)
        case 14..<16: .cut
        case 16..<18: .pieces([Array(completion("half").utf8.prefix(80))], type: "application/json", cut: true)
        case 18..<20: .answer("<html>proxy</html>", type: "text/html")
        case 20..<22: .answer(#"{"choices":[]}"#)
        case 22..<24: .answer("{")
        case 24 where request.number.isMultiple(of: 3): .hang
        case 25 where request.number.isMultiple(of: 3):
            .pieces(Array(repeating: [0x20], count: 1000), pause: 20, type: "application/json")
        case 26..<28:
            .pieces(
                completion("answer to \(question)").utf8.map { [$0] }.chunked(by: 40), pause: 1,
                type: "application/json")
        default: answer
        }
    }
}

extension [[UInt8]] {
    fileprivate func chunked(by length: Int) -> [[UInt8]] {
        stride(from: 0, to: count, by: length).map { self[$0..<Swift.min($0 + length, count)].flatMap { $0 } }
    }
}
