import ChatTemplates
import Foundation
import Synchronization
import ScriptedServer
import Testing

@testable import Endpoints

@Suite(.timeLimit(.minutes(10))) struct RemoteModelTests {
    @Test func anAnswerIsReadWithItsUsageModelAndCost() async throws {
        try await ScriptedServer.with({ _ in .answer(completion("<think>\nsum\n</think>\n\nFour.")) }) { server in
            let model = try RemoteModel(reference(server.url) { $0.price = .init(prompt: 2, completion: 10) })
            let reply = try await model.reply(to: request("q1", "2+2?"))
            #expect(reply.id == "q1" && reply.ending == .stop && reply.attempts == 1)
            #expect(reply.completion.answer == "Four.")
            #expect(reply.usage == TokenUsage(prompt: 11, cachedPrompt: 3, completion: 5))
            let totals = model.totals
            #expect(totals.models == ["served-32b": 1])
            #expect(totals.unmetered == 0)
            #expect(try abs(#require(totals.cost) - 72e-6) < 1e-12)
        }
    }

    @Test func answersWithoutTokenCountsAreCounted() async throws {
        let body = #"{"choices":[{"message":{"content":"Four."},"finish_reason":"stop"}],"usage":{"tokens":"many"}}"#
        try await ScriptedServer.with({ _ in .answer(body) }) { server in
            let model = try RemoteModel(reference(server.url))
            #expect(try await model.reply(to: request()).text == "Four.")
            #expect(model.totals.unmetered == 1)
            #expect(model.totals.cost == nil)
        }
    }

    @Test func aPrefillThatTheEndpointCannotTakeIsAnErrorBeforeAnythingIsSent() async throws {
        try await ScriptedServer.with({ _ in .answer(completion("Four.")) }) { server in
            for (api, prefill) in [
                (EndpointReference.API.chat, EndpointReference.Prefill.none), (.responses, .none),
                (.responses, .continueFinalMessage),
            ] {
                let model = try RemoteModel(reference(server.url, api: api) { $0.prefill = prefill })
                let error = await #expect(throws: EndpointError.self) {
                    _ = try await model.reply(to: request(prefill: "<think>"))
                }
                #expect(error?.description.contains("final-message") == true)
            }
            #expect(server.received.isEmpty)
        }
    }

    @Test func completionsGoOnFromARenderedPrompt() async throws {
        let template = try ChatTemplate(
            source: "<s>User: {{ messages[0].content }}{% if add_generation_prompt %} Bot: <think>\n{% endif %}",
            bosToken: "<s>", eosToken: nil)
        let body = #"{"choices":[{"text":" 4\n</think>\n\nFour.","finish_reason":"stop"}]}"#
        try await ScriptedServer.with({ _ in .answer(body) }) { server in
            let reference = reference(server.url, api: .completions)
            let reply = try await RemoteModel(reference, template: template)
                .reply(to: request("q1", "2+2?", prefill: "So:"))
            let fields = try #require(server.received.first).fields
            #expect(fields["prompt"] as? String == "<s>User: 2+2? Bot: <think>\nSo:")
            #expect(fields["add_special_tokens"] as? Bool == false)
            #expect(reply.reasoningIsOpen)
            #expect(reply.completion.reasoning == "4" && reply.completion.answer == "Four.")
            #expect(throws: EndpointError.noTemplate(model: "teacher-32b")) { _ = try RemoteModel(reference) }
        }
    }

    @Test func keptRepliesAreNotAskedForAgain() async throws {
        try await ScriptedServer.with({ request in
            request.question == "bad" ? .error(400) : .answer(completion("answer to \(request.question)"))
        }) { server in
            let store = MemoryStore()
            let requests = ["a", "b", "bad"].map { request($0) }
            let first = try await RemoteModel(reference(server.url), store: store).replies(to: requests)
            let model = try RemoteModel(reference(server.url), store: store)
            let second = try await model.replies(to: requests)
            #expect(second.map(\.text) == first.map(\.text))
            #expect(second.map(\.attempts) == [0, 0, 1], "failures are not kept")
            #expect(model.totals.kept == 2 && model.totals.sent == 1)
            #expect(server.received.count == 4)
            _ = try await model.reply(to: request("a", sampleIndex: 1))
            #expect(server.received.count == 5, "another sample is another question")
            let pieces = Pieces()
            let streamed = try await model.stream(request("a")) { pieces.add($0) }
            #expect(streamed.attempts == 0 && pieces.text == "answer to a")
        }
    }

    @Test func cancellationIsPromptAndAbandonsWhatIsInFlight() async throws {
        try await ScriptedServer.with({ $0.number < 5 ? .answer(completion("Four.")) : .hang }) { server in
            let model = try RemoteModel(reference(server.url))
            let replies = Mutex(0)
            let task = Task {
                try await model.answer(RequestQueue((0..<300).map { request("q\($0)") })) { _ in
                    replies.withLock { $0 += 1 }
                }
            }
            while server.received.count < 20 || replies.withLock({ $0 }) < 5 {
                try await Task.sleep(for: .milliseconds(5))
            }
            let start = ContinuousClock.now
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(ContinuousClock.now - start < .seconds(20))
            #expect(replies.withLock { $0 } == 5)
            // The gate is as it was: the model can be asked again.
            await #expect(throws: CancellationError.self) {
                let again = Task { try await model.stream(request()) { _ in } }
                try await Task.sleep(for: .milliseconds(50))
                again.cancel()
                _ = try await again.value
            }
            #expect(server.received.count > 20)
        }
    }

    @Test func cancellationEndsALongPause() async throws {
        try await ScriptedServer.with({ _ in .error(429, headers: [("Retry-After", "1000")]) }) { server in
            let model = try RemoteModel(reference(server.url))
            let task = Task { try await model.replies(to: (0..<50).map { request("q\($0)") }) }
            while server.received.count < 20 { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            #expect(server.received.count == 20, "nobody asks while all are to wait")
        }
    }
}

private final class MemoryStore: ReplyStore {
    private let replies = Mutex<[ReplyKey: ChatReply]>([:])

    func reply(for key: ReplyKey) async throws -> ChatReply? { replies.withLock { $0[key] } }
    func save(_ reply: ChatReply, for key: ReplyKey) async throws { replies.withLock { $0[key] = reply } }
}
