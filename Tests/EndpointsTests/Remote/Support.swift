import ChatTemplates
import Evaluation
import Foundation
import Generation
import Provenance
import Synchronization

@testable import Endpoints

extension Timepiece {
    /// Time that passes `factor` times as fast.
    static func fast(_ factor: Double = 200) -> Timepiece {
        let start = ContinuousClock.now
        return Timepiece(
            now: { (ContinuousClock.now - start) * factor }, sleep: { try await Task.sleep(for: $0 / factor) })
    }
}

/// Time that stands still until it is told to pass; sleeping lets it pass at once.
final class ManualTime: Sendable {
    private let state = Mutex<(now: Duration, slept: [Duration])>((.zero, []))

    var timepiece: Timepiece {
        Timepiece(
            now: { self.state.withLock { $0.now } },
            sleep: { duration in
                // Nothing here sleeps as long as the time that an attempt may take.
                guard duration < .seconds(10_000) else { return try await Task.sleep(for: .seconds(60)) }
                self.state.withLock { state in
                    state.now += duration
                    state.slept.append(duration)
                }
            })
    }

    var slept: [Duration] { state.withLock { $0.slept } }
}

func reference(
    _ url: String, api: EndpointReference.API = .chat, _ change: (inout EndpointReference) -> Void = { _ in }
) -> EndpointReference {
    var reference = EndpointReference(url: url, model: "teacher-32b")
    reference.api = api
    reference.timeout = 20_000
    reference.deadline = 5000
    change(&reference)
    return reference
}

func request(
    _ id: String = "q1", _ question: String? = nil, prefill: String = "", sampleIndex: Int = 0,
    wantsLogProbabilities: Bool = false, settings: SamplingSettings? = nil
) -> ChatRequest {
    ChatRequest(
        id: id, messages: [.user(question ?? id)], prefill: prefill,
        settings: settings ?? SamplingSettings(temperature: 0.7, topP: 0.95, maximumTokens: 64),
        key: RandomKey(experimentSeed: 7, stage: "test", recordID: id, sampleIndex: sampleIndex),
        wantsLogProbabilities: wantsLogProbabilities)
}

/// A chat completion with the given content.
func completion(_ content: String, finishReason: String = "stop") -> String {
    let text = String(decoding: (try? JSONEncoder().encode(content)) ?? Data(), as: UTF8.self)
    return """
        {"id":"c1","object":"chat.completion","created":1,"model":"served-32b","choices":[{"index":0,"finish_reason":\
        "\(finishReason)","message":{"role":"assistant","content":\(text)}}],\
        "usage":{"prompt_tokens":11,"completion_tokens":5,"total_tokens":16,"prompt_tokens_details":{"cached_tokens":3}}}
        """
}

extension ChatReply {
    /// The reply taken apart as the stages do it.
    var completion: Completion {
        let reason: FinishReason =
            switch ending {
            case .stop, .stopString: .stop
            case .length: .length
            case .refused: .contentFilter
            case .failed: .error
            }
        return TranscriptParser().parse(text, reasoningIsOpen: reasoningIsOpen, finishReason: reason)
    }
}

extension RemoteModel {
    /// The reply to one request.
    func reply(to request: ChatRequest) async throws -> ChatReply {
        let replies = try await replies(to: [request])
        guard let reply = replies.first, replies.count == 1 else { throw CancellationError() }
        return reply
    }
}

/// The pieces of a stream, in their order.
final class Pieces: Sendable {
    private let pieces = Mutex<[String]>([])
    func add(_ piece: String) { pieces.withLock { $0.append(piece) } }
    var all: [String] { pieces.withLock { $0 } }
    var text: String { all.joined() }
}
