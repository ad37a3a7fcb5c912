import AsyncHTTPClient
import Foundation
import Synchronization

/// One sending of a request, and what comes of it.
final class Attempt: Sendable {
    private let model: RemoteModel
    private let request: PreparedRequest
    private let dialect: Dialect
    private let onText: (@Sendable (String) throws -> Void)?
    private let handedOver = Mutex(false)

    init(
        model: RemoteModel, request: PreparedRequest, dialect: Dialect,
        onText: (@Sendable (String) throws -> Void)?
    ) {
        self.model = model
        self.request = request
        self.dialect = dialect
        self.onText = onText
    }

    /// Whether the caller has seen a part of the answer, so that none can be begun anew.
    var hasHandedOverText: Bool { handedOver.withLock { $0 } }

    /// The complete answer.
    ///
    /// - Throws: an `AttemptFailure`, `CancellationError`, or what `onText` throws.
    func answer() async throws -> ServedAnswer {
        let limit = model.reference.timeout
        let answer = try await model.timepiece.withTimeout(.seconds(limit)) { try await self.exchange() }
        guard let answer else { throw AttemptFailure(.timeout, "no complete answer in \(limit.formatted()) seconds") }
        return answer
    }

    private func exchange() async throws -> ServedAnswer {
        let body = try request.body(in: dialect, isStreamed: onText != nil)
        let response = try await model.exchange.send(
            body, accepting: onText == nil ? "application/json" : "text/event-stream")
        var answer = ServedAnswer(to: request)
        // Some servers stream without being asked to, or not although they are.
        if response.isEventStream {
            try await readEvents(of: response, into: &answer)
        } else {
            let body = try await model.exchange.body(of: response)
            try response.checkType(beginning: body)
            for part in try model.reference.api.parts(ofAnswer: body) { try handOver(answer.add(part)) }
        }
        try handOver(answer.finish())
        return answer
    }

    /// Reads a stream to its end: the protocol's own mark, or that of the connection.
    ///
    /// A stream that is cut is an error of the connection, or lacks the finish reason; see `ServedAnswer.finish`.
    private func readEvents(of response: HTTPClientResponse, into answer: inout ServedAnswer) async throws {
        var events = ServerSentEvents()
        var received = answer
        try await model.exchange.read(response) { chunk in
            for event in events.append(chunk.readableBytesView) {
                if event == Array("[DONE]".utf8) { return false }
                for part in try model.reference.api.parts(ofEvent: Data(event)) { try handOver(received.add(part)) }
            }
            return model.reference.api != .responses || !received.hasEnded
        }
        answer = received
    }

    private func handOver(_ text: String) throws {
        guard let onText, !text.isEmpty else { return }
        handedOver.withLock { $0 = true }
        try onText(text)
    }
}

extension HTTPClientResponse {
    fileprivate var type: String {
        (headers.first(name: "content-type") ?? "").split(separator: ";").first.map { $0.lowercased() } ?? ""
    }

    fileprivate var isEventStream: Bool { type == "text/event-stream" }

    /// Refuses pages for people, such as those of a proxy.
    fileprivate func checkType(beginning body: Data) throws(AttemptFailure) {
        guard type.hasPrefix("text/html") else { return }
        throw .malformed(
            "expected JSON, found \(type): '\(String(decoding: body.prefix(FailureMessage.readLength), as: UTF8.self))'"
        )
    }
}
