import Endpoints
import Experiments
import Foundation
import LanguageModels
import Provenance

/// A model that answers by a rule.
struct ScriptedModel: ChatModel {
    struct Answer: Sendable {
        var text: String
        var ending = ChatReply.Ending.stop
        var failure: ChatReply.Failure?
    }

    typealias Rule = @Sendable (ChatRequest) async throws -> Answer

    let modelIdentity = ModelIdentity.endpoint(.init(url: "http://localhost/v1", model: "scripted", api: .chat))
    let wave: Int? = nil
    private let rule: Rule

    init(_ rule: @escaping Rule) { self.rule = rule }

    func answer(_ requests: RequestQueue, onReply: @escaping @Sendable (ChatReply) throws -> Void) async throws {
        while let request = requests.next() { try onReply(try await reply(to: request)) }
    }

    func stream(
        _ request: ChatRequest, onText: @escaping @Sendable (String) throws -> Void
    ) async throws -> ChatReply {
        try await reply(to: request)
    }

    private func reply(to request: ChatRequest) async throws -> ChatReply {
        let prompt = SHA256Digest(ofUTF8: request.messages.map(\.content).joined(separator: "\n"))
        let answer = try await rule(request)
        return ChatReply(
            id: request.id, text: answer.text, ending: answer.ending, failure: answer.failure,
            usage: TokenUsage(prompt: 40, completion: 80), prompt: prompt)
    }
}

/// Gives out one scripted model for every endpoint, and has no other.
struct ScriptedModels: ModelProvider {
    let model: ScriptedModel

    var baseIdentity: LocalModel.Identity? { nil }

    func endpoint(_ reference: EndpointReference) -> any ChatModel { model }
    func files(of name: String) throws -> LocalModelFiles { throw NoLocalModel(name: name) }
    func identity(of name: String) throws -> LocalModel.Identity { throw NoLocalModel(name: name) }
    func local(_ name: String) throws -> LocalModel { throw NoLocalModel(name: name) }
    func merged(_ name: String, adapter: URL, digest: SHA256Digest) throws -> AdaptedModel {
        throw NoLocalModel(name: name)
    }

    private struct NoLocalModel: Error {
        let name: String
    }
}
