import Foundation
import Testing

@testable import Endpoints

@Suite struct RemoteModelTests {
    @Test func anAnswerIsReadWithItsUsageAndModel() async throws {
        try await ScriptedServer.with({ _ in .answer(completion("<think>\nsum\n</think>\n\nFour.")) }) { server in
            let model = try RemoteModel(reference(server.url) { $0.price = .init(prompt: 2, completion: 10) })
            let reply = try await model.reply(to: request("q1", "2+2?"))
            #expect(reply.id == "q1")
            #expect(reply.ending == .stop)
            #expect(reply.completion.reasoning == "sum")
            #expect(reply.completion.answer == "Four.")
            #expect(reply.completion.defects.isEmpty)
            #expect(reply.usage == TokenUsage(prompt: 11, cachedPrompt: 3, completion: 5))
            #expect(reply.attempts == 1)
            let totals = model.totals
            #expect(totals.sent == 1 && totals.retries == 0 && totals.answered == 1 && totals.failures.isEmpty)
            #expect(totals.models == ["served-32b": 1])
            #expect(try abs(#require(totals.cost) - 72e-6) < 1e-12)
        }
    }
}
