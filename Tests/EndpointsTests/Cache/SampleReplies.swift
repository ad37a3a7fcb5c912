import Foundation
import Provenance

@testable import Endpoints

/// Keys and replies to fill caches with.
enum SampleReplies {
    static func key(
        _ number: Int = 0, model: String = "m", url: String = "https://models.example/v1", body: String? = nil,
        sampleIndex: Int = 0, seed: Int = 0
    ) throws -> ReplyKey {
        try ReplyKey(
            endpoint: EndpointIdentity(url: url, model: model, api: .chat),
            body: body ?? #"{"prompt":"\#(number)"}"#, sampleIndex: sampleIndex, seed: seed)
    }

    static func reply(
        _ text: String, ending: ChatReply.Ending = .stop, failure: ChatReply.Failure? = nil, attempts: Int = 0
    ) -> ChatReply {
        ChatReply(
            id: "r", text: text, ending: ending, failure: failure, usage: TokenUsage(prompt: 3, completion: 5),
            prompt: SHA256Digest(ofUTF8: "prompt"), attempts: attempts)
    }
}
