import ChatTemplates
import Foundation
import Generation
import ScriptedServer
import Testing

@testable import Endpoints

@Suite(.timeLimit(.minutes(10))) struct ProtocolShapeTests {
    private let template: ChatTemplate

    init() throws {
        template = try ChatTemplate(source: "{{ messages[0].content }}", bosToken: nil, eosToken: nil)
    }

    private func check(_ reply: ChatReply, _ shape: ProtocolShapes.Shape) {
        #expect(reply.text == shape.text)
        #expect(reply.reasoningIsOpen == shape.reasoningIsOpen)
        #expect(reply.ending == shape.ending)
        #expect([reply.usage.prompt, reply.usage.cachedPrompt, reply.usage.completion] == shape.usage)
        #expect((reply.failure?.kind == .contentFilter) == (shape.ending == .refused))
        #expect(reply.attempts == 1)
    }

    @Test func aCompletedResponseThatTookAllItsTokensWasCut() async throws {
        let shape = try #require(ProtocolShapes.all.answers.first { $0.api == .responses && $0.name == "message" })
        try await ScriptedServer.with({ _ in .answer(shape.body ?? "") }) { server in
            let model = try RemoteModel(reference(server.url, api: .responses))
            let settings = [12, 13].map { SamplingSettings(temperature: 0.7, maximumTokens: $0) }
            #expect(try await model.reply(to: request(settings: settings[0])).ending == .length)
            #expect(try await model.reply(to: request(settings: settings[1])).ending == .stop)
        }
    }

    @Test func thereAreShapes() {
        #expect(ProtocolShapes.all.answers.count > 20 && ProtocolShapes.all.streams.count > 8)
    }

    @Test(arguments: ProtocolShapes.all.answers)
    func aWholeAnswerBecomesTheReply(shape: ProtocolShapes.Shape) async throws {
        try await ScriptedServer.with({ _ in .answer(shape.body ?? "") }) { server in
            let model = try RemoteModel(reference(server.url, api: shape.api), template: template)
            let reply = try await model.reply(to: request(wantsLogProbabilities: shape.name == "logprobs"))
            check(reply, shape)
            #expect(server.received.map(\.path) == ["/v1/" + shape.api.path])
            if shape.name == "logprobs" {
                #expect(reply.logProbabilities?.map(\.token) == ["Four", "."])
                #expect(reply.logProbabilities?.map(\.logProbability) == [-0.25, -0.125])
            }
        }
    }

    /// In pieces of every length, so that lines and characters are cut anywhere.
    @Test(arguments: ProtocolShapes.all.streams, [3, 50, 100_000])
    func aStreamBecomesTheReply(shape: ProtocolShapes.Shape, length: Int) async throws {
        let bytes = shape.stream
        let pieces = stride(from: 0, to: bytes.count, by: length).map {
            Array(bytes[$0..<min($0 + length, bytes.count)])
        }
        try await ScriptedServer.with({ _ in .pieces(pieces) }) { server in
            let model = try RemoteModel(reference(server.url, api: shape.api), template: template)
            let received = Pieces()
            let reply = try await model.stream(request()) { received.add($0) }
            check(reply, shape)
            #expect(received.text == shape.text)
            #expect(server.received.first?.fields["stream"] as? Bool == true)
        }
    }

    @Test(arguments: ProtocolShapes.all.streams)
    func aStreamThatIsCutIsAFailure(shape: ProtocolShapes.Shape) async throws {
        // Everything but the end: what follows the last piece of text is lost.
        let events = (shape.events ?? []).dropLast(shape.api == .chat ? 2 : 1)
        try await ScriptedServer.with({ _ in .events(Array(events), cut: true) }) { server in
            let model = try RemoteModel(
                reference(server.url, api: shape.api), template: template, timepiece: ManualTime().timepiece)
            let received = Pieces()
            let reply = try await model.stream(request()) { received.add($0) }
            #expect(reply.ending == .failed)
            #expect(reply.failure?.kind == .connection)
            #expect(reply.text.isEmpty)
            #expect(reply.attempts == server.received.count)
            #expect(shape.text.hasPrefix(received.text), "text that was handed over is never begun anew")
            if received.all.isEmpty { #expect(reply.attempts == 6) }
        }
    }
}
