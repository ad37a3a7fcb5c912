import Foundation
import ScriptedServer
import Testing

@testable import Endpoints

@Suite(.timeLimit(.minutes(10))) struct StreamTests {
    private func chunk(_ delta: String, finishReason: String? = nil) -> String {
        let reason = finishReason.map { #""\#($0)""# } ?? "null"
        return #"{"model":"m","choices":[{"index":0,"delta":{"content":"\#(delta)"},"finish_reason":\#(reason)}]}"#
    }

    private func stream(
        _ action: Action, _ change: (inout EndpointReference) -> Void = { _ in }, prefill: String = ""
    ) async throws -> (reply: ChatReply, pieces: [String], received: Int) {
        let pieces = Pieces()
        var result: (ChatReply, Int)?
        try await ScriptedServer.with({ _ in action }) { server in
            let model = try RemoteModel(reference(server.url, change), timepiece: .fast(1000))
            let reply = try await model.stream(request(prefill: prefill)) { pieces.add($0) }
            result = (reply, server.received.count)
        }
        let found = try #require(result)
        return (found.0, pieces.all, found.1)
    }

    @Test func textIsHandedOverAsItComes() async throws {
        let action = Action.events([chunk("Fo"), chunk("ur"), chunk(".", finishReason: "stop"), "[DONE]"])
        let (reply, pieces, _) = try await stream(action)
        #expect(pieces == ["Fo", "ur", "."])
        #expect(reply.text == "Four." && reply.ending == .stop)
    }

    @Test func keepAliveCommentsAreNoText() async throws {
        let text =
            ": OPENROUTER PROCESSING\n\n" + "data: \(chunk("Four.", finishReason: "stop"))\n\n: bye\n\ndata: [DONE]\n\n"
        let (reply, pieces, _) = try await stream(.pieces([Array(text.utf8)]))
        #expect(pieces == ["Four."] && reply.ending == .stop)
    }

    @Test func anEndWithoutFinishReasonIsAFailure() async throws {
        let (reply, _, received) = try await stream(.events([chunk("Fo"), "[DONE]"]))
        #expect(reply.ending == .failed && reply.failure?.kind == .malformedResponse && reply.text.isEmpty)
        #expect(received == 1)
    }

    @Test func whatFollowsTheMarkOfTheEndIsNotWaitedFor() async throws {
        let bytes = Array("data: \(chunk("Four.", finishReason: "stop"))\n\ndata: [DONE]\n\n".utf8)
        let (reply, _, _) = try await stream(.pieces([bytes, [0x0A]], pause: 30_000)) { $0.timeout = 100_000 }
        #expect(reply.text == "Four.")
    }

    @Test func anErrorInTheStreamIsAFailure() async throws {
        let error = #"{"error":{"message":"out of memory","type":"server_error","code":500}}"#
        let (late, pieces, received) = try await stream(.events([chunk("Fo"), error, "[DONE]"]))
        #expect(pieces == ["Fo"])
        #expect(late.failure?.kind == .serverError && received == 1)
        #expect(late.failure?.message == "status 500: out of memory")
        let (early, _, attempts) = try await stream(.events([error, "[DONE]"])) {
            $0.attempts = 3
            $0.deadline = 1_000_000
        }
        #expect(early.failure?.kind == .serverError && attempts == 3, "nothing had been handed over")
    }

    @Test func damagedEventsAreAFailure() async throws {
        let (reply, _, _) = try await stream(.events([chunk("Fo"), "{\"choices\": [{", "[DONE]"]))
        #expect(reply.failure?.kind == .malformedResponse)
    }

    @Test func aWholeAnswerInPlaceOfAStreamIsTaken() async throws {
        let (reply, pieces, _) = try await stream(.answer(completion("Four.")))
        #expect(pieces == ["Four."] && reply.text == "Four.")
    }

    @Test func aStreamInPlaceOfAWholeAnswerIsTaken() async throws {
        let action = Action.events([chunk("Fo"), chunk("ur.", finishReason: "stop"), "[DONE]"])
        try await ScriptedServer.with({ _ in action }) { server in
            let reply = try await RemoteModel(reference(server.url)).reply(to: request())
            #expect(reply.text == "Four." && reply.ending == .stop)
            #expect(server.received.first?.fields["stream"] as? Bool == false)
        }
    }

    @Test func aRepeatedPrefillIsHeldBack() async throws {
        let action = Action.events([chunk("So"), chunk(": F"), chunk("our.", finishReason: "stop"), "[DONE]"])
        let (reply, pieces, _) = try await stream(action, { $0.prefill = .finalMessage }, prefill: "So: ")
        #expect(pieces == ["F", "our."] && reply.text == "Four.")
    }

    @Test func aStreamThatStopsFlowingTimesOut() async throws {
        let action = Action.pieces([Array("data: \(chunk("Fo"))\n\n".utf8), []], pause: 300_000)
        let pieces = Pieces()
        // Time passes as soon as text has come.
        let timepiece = Timepiece(
            now: { .zero },
            sleep: { _ in while pieces.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) } })
        try await ScriptedServer.with({ _ in action }) { server in
            let model = try RemoteModel(reference(server.url), timepiece: timepiece)
            let reply = try await model.stream(request()) { pieces.add($0) }
            #expect(pieces.all == ["Fo"] && reply.failure?.kind == .timeout && reply.attempts == 1)
        }
    }

    @Test func anErrorOfTheListenerIsThrown() async throws {
        struct Closed: Error {}
        try await ScriptedServer.with({ _ in .events([chunk("Four.", finishReason: "stop"), "[DONE]"]) }) { server in
            let model = try RemoteModel(reference(server.url))
            await #expect(throws: Closed.self) { _ = try await model.stream(request()) { _ in throw Closed() } }
        }
    }
}
