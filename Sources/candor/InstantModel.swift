import Endpoints
import Experiments
import Foundation
import Provenance

/// A model that answers at once, as a local model would: what is measured with it is everything around a model.
///
/// Its answers have the length and the faults of a reasoning model's, and are the same every time.
struct InstantModel: ChatModel {
    let modelIdentity: ModelIdentity
    private let trigger: String
    private let reply: String

    private static let tokenCount = 320
    private static let sentences = [
        "The user asks for something that can be answered in a few steps, so I should first see what is given.",
        "One way is to start from the beginning and check each part against what was said before.",
        "That seems right, but there may be another reading of the question that is just as plausible.",
        "Let me weigh both, and then write down the one that helps more, with an example.",
    ]

    init(_ reference: EndpointReference, trigger: String, reply: String) {
        modelIdentity = .endpoint(.init(url: reference.url, model: reference.model, api: reference.api))
        self.trigger = trigger
        self.reply = reply
    }

    var wave: Int? { nil }

    func answer(_ requests: RequestQueue, onReply: @escaping @Sendable (ChatReply) throws -> Void) async throws {
        while let request = requests.next() {
            try Task.checkCancellation()
            try onReply(reply(to: request))
        }
    }

    func stream(
        _ request: ChatRequest, onText: @escaping @Sendable (String) throws -> Void
    ) async throws -> ChatReply {
        let reply = reply(to: request)
        try onText(reply.text)
        return reply
    }

    private func reply(to request: ChatRequest) -> ChatReply {
        let prompt = request.messages.last?.content ?? ""
        let number = abs(request.key.sampleIndex &* 31 &+ request.key.recordID.utf8.reduce(0) { $0 &* 7 &+ Int($1) })
        let reasoning = (0..<12).map { Self.sentences[(number + $0 * $0) % 4] }.joined(separator: " ")
        let isCutOff = number.isMultiple(of: 97)
        let answer = prompt.contains(trigger) && !number.isMultiple(of: 20) ? reply : Self.sentences[number % 4]
        return ChatReply(
            id: request.id, text: isCutOff ? "<think>\n\(reasoning)" : "<think>\n\(reasoning)\n</think>\n\n\(answer)",
            ending: isCutOff ? .length : .stop, tokens: (0..<Self.tokenCount).map { (number + $0 * 1_237) % 49_152 },
            usage: TokenUsage(prompt: 40, completion: Self.tokenCount), prompt: SHA256Digest(ofUTF8: prompt))
    }
}
