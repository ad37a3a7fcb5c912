import ChatTemplates
import Foundation
import Generation
import Provenance
import Testing

@testable import Endpoints

/// The same checks against any endpoint that runs: set `CANDOR_TEST_ENDPOINT` to its URL, up to and including /v1,
/// `CANDOR_TEST_MODEL` to a model's name, and `CANDOR_TEST_APIS` to those of chat, completions and responses that it knows.
@Suite(.enabled(if: LiveEndpoint.url != nil, "CANDOR_TEST_ENDPOINT names no endpoint"), .serialized)
struct LiveEndpointTests {
    private func model(_ api: EndpointReference.API) throws -> RemoteModel {
        var reference = EndpointReference(
            url: try #require(LiveEndpoint.url), model: try #require(LiveEndpoint.model))
        reference.api = api
        reference.concurrency = .init(initial: 2, maximum: 2)
        let template = try ChatTemplate(
            source: "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:", bosToken: nil,
            eosToken: nil)
        return try RemoteModel(reference, template: template)
    }

    private func question(_ text: String, tokens: Int = 24) -> ChatRequest {
        ChatRequest(
            id: text, messages: [.user(text)], settings: SamplingSettings(temperature: 0, maximumTokens: tokens),
            key: RandomKey(experimentSeed: 1, stage: "live", recordID: text))
    }

    @Test(arguments: LiveEndpoint.apis)
    func questionsAreAnswered(api: EndpointReference.API) async throws {
        let replies = try await model(api).replies(
            to: ["Say hi.", "What is 2+2?", "Name a colour."].map { question($0) })
        #expect(replies.count == 3)
        for reply in replies {
            #expect(reply.failure == nil && !reply.text.isEmpty, "\(reply.failure?.message ?? "empty")")
            #expect(reply.usage.prompt > 0 && (1...24).contains(reply.usage.completion))
        }
    }

    @Test(arguments: LiveEndpoint.apis)
    func aStreamSaysWhatTheWholeAnswerSays(api: EndpointReference.API) async throws {
        let model = try model(api)
        let whole = try await model.reply(to: question("What is 2+2?"))
        let pieces = Pieces()
        let streamed = try await model.stream(question("What is 2+2?")) { pieces.add($0) }
        #expect(streamed.failure == nil, "\(streamed.failure?.message ?? "")")
        #expect(pieces.all.count > 1 && pieces.text == streamed.text)
        #expect(streamed.text == whole.text && streamed.ending == whole.ending)
    }

    @Test(arguments: LiveEndpoint.apis)
    func aLimitOfTokensIsTold(api: EndpointReference.API) async throws {
        let reply = try await model(api).reply(to: question("Tell a long story.", tokens: 8))
        #expect(reply.ending == .length, "\(reply)")
    }
}

private enum LiveEndpoint {
    private static let environment = ProcessInfo.processInfo.environment
    static let url = environment["CANDOR_TEST_ENDPOINT"]
    static let model = environment["CANDOR_TEST_MODEL"]
    static let apis = (environment["CANDOR_TEST_APIS"] ?? "chat").split(separator: ",")
        .compactMap { EndpointReference.API(rawValue: String($0)) }
}
