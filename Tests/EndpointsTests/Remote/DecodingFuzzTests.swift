import Foundation
import Testing

@testable import Endpoints

/// Whatever a server sends becomes parts of an answer or a failure that can be shown.
@Suite(.timeLimit(.minutes(10))) struct DecodingFuzzTests {
    private static let replacements = [
        "null", "7", "-1", "1e400", "9223372036854775807", "\"\"", "[]", "{}", "\\", "\u{0}",
    ]
    .map { Array($0.utf8) }

    @Test(arguments: ProtocolShapes.all.answers)
    func damagedAnswersAreReadOrRefused(shape: ProtocolShapes.Shape) throws {
        let body = Array(try #require(shape.body).utf8)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let damaged = damage(body, &generator)
            check(shape.api) { () throws(AttemptFailure) in try shape.api.parts(ofAnswer: Data(damaged)) }
        }
    }

    @Test(arguments: ProtocolShapes.all.streams)
    func damagedStreamsAreReadOrRefused(shape: ProtocolShapes.Shape) {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<100 {
            var events = ServerSentEvents()
            for event in events.append(damage(shape.stream, &generator)) {
                check(shape.api) { () throws(AttemptFailure) in try shape.api.parts(ofEvent: Data(event)) }
            }
        }
    }

    @Test func countsThatCannotBeAreBounded() throws {
        let body =
            #"{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9223372036854775807,"completion_tokens":-5}}"#
        let parts = try EndpointReference.API.chat.parts(ofAnswer: Data(body.utf8))
        #expect(parts.contains(.usage(TokenUsage(prompt: 1_000_000_000, completion: 0))))
    }

    private func check(_ api: EndpointReference.API, _ parts: () throws(AttemptFailure) -> [AnswerPart]) {
        do {
            let total = EndpointTally(price: nil)
            for case .usage(let usage) in try parts() {
                for _ in 0..<3 { total.answered(usage: usage, model: nil) }
            }
        } catch {
            let message = FailureMessage(error.message, Redactor()).text
            #expect(!message.isEmpty && message.count <= FailureMessage.maximumLength)
        }
    }

    /// A copy with some bytes changed, left out, or replaced by something else that JSON knows.
    private func damage(_ bytes: [UInt8], _ generator: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let start = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, start + Int.random(in: 0...12, using: &generator))
            bytes.replaceSubrange(start..<end, with: Self.replacements.randomElement(using: &generator) ?? [])
        }
        return bytes
    }
}
