import Foundation
import Testing

@testable import Endpoints

/// Answers as the `openai` package's own models spell them; see `Fixtures/make_protocol_shapes.py`.
struct ProtocolShapes: Decodable {
    let answers: [Shape]
    let streams: [Shape]

    struct Shape: Decodable, Sendable, CustomTestStringConvertible {
        let api: EndpointReference.API
        let name: String
        /// A whole answer, or the data of a stream's events.
        let body: String?
        let events: [String]?

        let text: String
        let reasoningIsOpen: Bool
        let ending: ChatReply.Ending
        /// Prompt, cached prompt, completion.
        let usage: [Int]

        var testDescription: String { "\(api) \(name)" }

        /// The stream with the marks of its end, as bytes.
        var stream: [UInt8] {
            let done = api == .responses ? [] : ["[DONE]"]
            return ((events ?? []) + done).flatMap { Array("data: \($0)\n\n".utf8) }
        }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    static let all: ProtocolShapes = {
        let file = folder.appending(path: "protocol_shapes.json")
        let shapes = try? JSONDecoder().decode(ProtocolShapes.self, from: Data(contentsOf: file))
        return shapes ?? ProtocolShapes(answers: [], streams: [])
    }()

    private init(answers: [Shape], streams: [Shape]) {
        self.answers = answers
        self.streams = streams
    }
}
