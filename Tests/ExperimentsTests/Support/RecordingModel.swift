import Endpoints
import Provenance
import Synchronization

/// A model whose replies a test decides.
final class RecordingModel: ChatModel {
    private let script: @Sendable (ChatRequest) -> ChatReply
    private let asked = Mutex<[ChatRequest]>([])

    init(_ script: @escaping @Sendable (ChatRequest) -> ChatReply) {
        self.script = script
    }

    /// The requests so far, in order.
    var requests: [ChatRequest] { asked.withLock { $0 } }

    var modelIdentity: ModelIdentity { .endpoint(.init(url: "http://scripted/v1", model: "scripted", api: .chat)) }
    var wave: Int? { nil }

    func answer(_ requests: RequestQueue, onReply: @escaping @Sendable (ChatReply) throws -> Void) async throws {
        while let request = requests.next() {
            asked.withLock { $0.append(request) }
            try onReply(script(request))
        }
    }

    func stream(_ request: ChatRequest, onText: @escaping @Sendable (String) throws -> Void) async throws -> ChatReply {
        script(request)
    }
}

extension ChatReply {
    static func finished(_ request: ChatRequest, _ text: String, ending: Ending = .stop) -> ChatReply {
        ChatReply(
            id: request.id, text: text, ending: ending, usage: TokenUsage(prompt: 5, completion: 7),
            prompt: SHA256Digest(ofUTF8: request.id))
    }

    static func failed(_ request: ChatRequest) -> ChatReply {
        ChatReply(
            id: request.id, text: "", ending: .failed, failure: .init(.timeout, "no answer in 10 s"),
            prompt: SHA256Digest(ofUTF8: request.id))
    }
}
