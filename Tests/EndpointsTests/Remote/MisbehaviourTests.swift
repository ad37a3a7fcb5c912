import Foundation
import ScriptedServer
import Testing

@testable import Endpoints

/// What an endpoint may do instead of answering.
@Suite(.timeLimit(.minutes(10))) struct MisbehaviourTests {
    private let time = ManualTime()

    /// Misbehaves with the first requests, then answers.
    private func reply(
        after actions: [Action], _ change: (inout EndpointReference) -> Void = { _ in }
    ) async throws -> (reply: ChatReply, received: Int, totals: EndpointTotals) {
        var result: (ChatReply, Int, EndpointTotals)?
        try await ScriptedServer.with({ request in
            request.number < actions.count ? actions[request.number] : .answer(completion("Four."))
        }) { server in
            let model = try RemoteModel(reference(server.url, change), timepiece: time.timepiece)
            let reply = try await model.reply(to: request())
            result = (reply, server.received.count, model.totals)
        }
        return try #require(result)
    }

    @Test(arguments: [
        Action.error(500), .error(503), .error(429), .error(408), .error(409), .cut,
        .pieces([Array(#"{"choices":[{"mess"#.utf8)], type: "application/json", cut: true),
        .answer("<html>502 Bad Gateway</html>", type: "text/html"), .answer("not json"), .answer(""),
        .answer(#"{"choices":[]}"#), .answer(#"{"choices":null}"#),
        .answer(#"{"error":{"message":"overloaded","code":503}}"#),
    ])
    func passingTroubleDelaysAnAnswer(action: Action) async throws {
        let (reply, received, totals) = try await reply(after: [action, action])
        #expect(reply.text == "Four." && reply.ending == .stop)
        #expect(reply.attempts == 3 && received == 3)
        #expect(totals.sent == 3 && totals.retries == 2 && totals.answered == 1 && totals.failures.isEmpty)
        #expect(time.slept.count == 2)
    }

    @Test(arguments: [
        (Action.error(429, "slow down"), ChatReply.Failure.Kind.rateLimited, 4),
        (.error(503, "on fire"), .serverError, 4), (.cut, .connection, 4),
        (.answer("<html>\n  <b>welcome</b></html>", type: "text/html; charset=utf-8"), .malformedResponse, 3),
        (.answer("gibberish"), .malformedResponse, 3), (.answer(#"{"choices":[]}"#), .malformedResponse, 3),
        (.answer(#"{"choices":[{"finish_reason":"stop"}]}"#), .malformedResponse, 3),
        (.answer(#"{"choices":[{"finish_reason":"stop","message":{"content":null}}]}"#), .malformedResponse, 3),
        (.answer(#"{"choices":[{"finish_reason":"stop","message":{"content":7}}]}"#), .malformedResponse, 3),
        (.answer(#"{"choices":[{"message":{"content":"Fo"}}]}"#), .malformedResponse, 3),
        (.answer(#"{"choices":[{"finish_reason":"tool_calls","message":{"content":""}}]}"#), .malformedResponse, 3),
        (.error(400, "too long"), .rejected, 1), (.error(404, "no such model"), .rejected, 1),
        (.error(422, "odd"), .rejected, 1),
    ])
    func lastingTroubleIsAnOutcome(action: Action, kind: ChatReply.Failure.Kind, attempts: Int) async throws {
        let (reply, received, totals) = try await reply(after: Array(repeating: action, count: 9)) { $0.attempts = 4 }
        #expect(reply.id == "q1" && reply.ending == .failed && reply.text.isEmpty)
        let failure = try #require(reply.failure)
        #expect(failure.kind == kind, "\(failure.message)")
        #expect(failure.message.count <= 300)
        #expect(reply.attempts == attempts && received == attempts)
        #expect(totals.failures == [kind: 1] && totals.answered == 0 && totals.sent == attempts)
    }

    @Test func theMessageSaysWhatWasFoundWhereAndHowOften() async throws {
        let (page, _, _) = try await reply(
            after: Array(repeating: .answer("<html>\n  <b>welcome</b></html>", type: "text/html"), count: 3))
        #expect(
            page.failure?.message == "expected JSON, found text/html: '<html> <b>welcome</b></html>' (after 3 attempts)"
        )
        let (number, _, _) = try await reply(
            after: Array(
                repeating: .answer(#"{"choices":[{"finish_reason":"stop","message":{"content":7}}]}"#), count: 3))
        #expect(number.failure?.message.hasPrefix("expected String in 'choices.0.message.content'") == true)
        let (rejected, _, _) = try await reply(after: [.error(400, "the prompt is too long")])
        #expect(rejected.failure?.message == "status 400: the prompt is too long")
    }

    @Test func refusedRequestsAreNotRepeated() async throws {
        let filtered = Action.answer(
            status: 400, #"{"error":{"message":"flagged","code":"content_filter","param":"prompt"}}"#)
        let (reply, received, _) = try await reply(after: [filtered])
        #expect(reply.ending == .refused && reply.failure?.kind == .contentFilter && received == 1)
    }

    @Test func anEndpointThatHangsTimesOut() async throws {
        try await ScriptedServer.with({ $0.number == 0 ? .hang : .answer(completion("Four.")) }) { server in
            let model = try RemoteModel(reference(server.url) { $0.timeout = 1000 }, timepiece: .fast(100))
            let reply = try await model.reply(to: request())
            #expect(reply.text == "Four." && reply.attempts >= 2)
        }
    }

    @Test func aDripThatIsTooSlowTimesOut() async throws {
        let drip = Action.pieces(Array(repeating: [0x20], count: 20000), pause: 10, type: "application/json")
        try await ScriptedServer.with({ _ in drip }) { server in
            let model = try RemoteModel(
                reference(server.url) {
                    $0.timeout = 20
                    $0.attempts = 1
                }, timepiece: .fast(100))
            let start = ContinuousClock.now
            let reply = try await model.reply(to: request())
            #expect(reply.failure?.kind == .timeout)
            #expect(reply.failure?.message == "no complete answer in 20 seconds")
            #expect(ContinuousClock.now - start < .seconds(120))
        }
    }

    @Test func anAnswerWithoutEndIsCutOff() async throws {
        let megabyte = Array(repeating: UInt8(ascii: " "), count: 1 << 20)
        let flood = Action.pieces(Array(repeating: megabyte, count: 40), type: "application/json")
        try await ScriptedServer.with({ _ in flood }) { server in
            let model = try RemoteModel(reference(server.url) { $0.attempts = 1 })
            let reply = try await model.reply(to: request())
            #expect(reply.failure?.message == "the answer is larger than 32 MB")
        }
    }

    @Test func nothingListensIsAnOutcome() async throws {
        // Port 9 (discard) is refused on any machine that these tests run on.
        let model = try RemoteModel(reference("http://127.0.0.1:9/v1"), timepiece: time.timepiece)
        let reply = try await model.reply(to: request())
        #expect(reply.failure?.kind == .connection && reply.attempts == 6)
    }

    @Test func retryAfterIsHonoured() async throws {
        let limited = Action.error(429, headers: [("Retry-After", "100")])
        let (reply, _, _) = try await reply(after: [limited])
        #expect(reply.attempts == 2)
        #expect(time.slept.reduce(.zero, +) >= .seconds(100))
    }

    @Test func noAttemptBeginsAfterTheDeadline() async throws {
        let limited = Action.error(429, headers: [("Retry-After", "3600")])
        let (reply, received, _) = try await reply(after: [limited]) { $0.deadline = 1800 }
        #expect(reply.failure?.kind == .rateLimited && received == 1)
        #expect(time.slept.isEmpty, "waiting would have been in vain")
    }

    @Test func deadlineIsKeptByManyShortWaits() async throws {
        let (reply, _, _) = try await reply(after: Array(repeating: .error(500), count: 1000)) {
            $0.attempts = 1000
            $0.deadline = 200
        }
        #expect(reply.failure?.kind == .serverError)
        #expect(time.slept.reduce(.zero, +) <= .seconds(200))
        #expect(reply.attempts > 3)
    }

    @Test(arguments: [401, 403])
    func aRefusedKeyStopsEverything(status: Int) async throws {
        try await ScriptedServer.with({ _ in .error(status, "bad key") }) { server in
            let model = try RemoteModel(reference(server.url) { $0.key = "TEACHER_KEY" })
            let error = await #expect(throws: EndpointError.self) {
                _ = try await model.replies(to: (0..<500).map { request("q\($0)") })
            }
            #expect(error?.description.contains("set TEACHER_KEY") == true)
            #expect(server.received.count < 50, "what was under way, and no more")
        }
    }

    @Test func anExhaustedAccountStopsEverything() async throws {
        let exhausted = Action.answer(
            status: 429,
            #"{"error":{"message":"check your plan","type":"insufficient_quota","code":"insufficient_quota"}}"#)
        try await ScriptedServer.with({ _ in exhausted }) { server in
            let model = try RemoteModel(reference(server.url))
            await #expect(throws: EndpointError.quotaExhausted(url: server.url, message: "check your plan")) {
                _ = try await model.reply(to: request())
            }
        }
    }

    @Test func anErrorOfTheCallerIsThrown() async throws {
        struct DiskFull: Error {}
        try await ScriptedServer.with({ _ in .answer(completion("Four.")) }) { server in
            let model = try RemoteModel(reference(server.url))
            await #expect(throws: DiskFull.self) {
                try await model.answer(RequestQueue((0..<100).map { request("q\($0)") })) { _ in throw DiskFull() }
            }
        }
    }
}
