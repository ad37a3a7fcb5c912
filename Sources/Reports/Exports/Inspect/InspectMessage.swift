import Evaluation
import Foundation

/// One message of a conversation, as Inspect's `ChatMessage`.
struct InspectMessage: Encodable {
    /// A piece of the assistant's message.
    struct Part: Encodable {
        let type: String
        var reasoning: String?
        var text: String?
    }

    enum Content: Encodable {
        case text(String)
        case parts([Part])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .parts(let parts): try container.encode(parts)
            }
        }
    }

    let id: String
    let role: String
    let content: Content
    var source: String?
    var model: String?

    /// What the model was asked.
    static func input(_ sample: ExportedSample, id: String) -> [InspectMessage] {
        let system = sample.system.map {
            [InspectMessage(id: "\(id)s", role: "system", content: .text($0), source: "input")]
        }
        let user = InspectMessage(id: "\(id)u", role: "user", content: .text(sample.prompt), source: "input")
        return (system ?? []) + [user]
    }

    /// What it wrote, the reasoning apart from the answer.
    static func output(_ completion: Completion, by model: String, id: String) -> InspectMessage {
        let parts = [
            completion.reasoning.map { Part(type: "reasoning", reasoning: String($0)) },
            completion.answer.map { Part(type: "text", text: String($0)) },
        ]
        return InspectMessage(
            id: "\(id)a", role: "assistant", content: .parts(parts.compactMap { $0 }), source: "generate", model: model)
    }

    /// The message with no more of its text than a list of samples shows.
    var thinned: InspectMessage {
        guard case .text(let text) = content, text.utf8.count > 1_000 else { return self }
        return InspectMessage(
            id: id, role: role, content: .text(text.prefix(1_000) + "..."), source: source, model: model)
    }
}
