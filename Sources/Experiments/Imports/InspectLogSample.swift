import Endpoints
import Evaluation
import Foundation
import Provenance

/// One sample of a log of Inspect: what of its `EvalSample` becomes a transcript.
package struct InspectLogSample: Decodable {
    /// The dataset's id, or of a log that was exported here the prompt's.
    package let promptID: String
    /// From 0.
    package let sampleIndex: Int
    package let condition: String?
    package let system: String?
    /// The last message of the user before the answer.
    package let prompt: String
    /// How many messages the user wrote.
    package let userMessages: Int
    /// Whether the reasoning is withheld, encrypted or summed up.
    package let hidesReasoning: Bool
    package let completion: Completion
    package let ending: ChatReply.Ending
    package let failure: ChatReply.Failure?
    package let usage: TokenUsage
    /// What the model read, as a digest of the structured messages.
    package let input: SHA256Digest

    private enum CodingKeys: CodingKey {
        case id, epoch, input, messages, output, metadata, error
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let metadata = try container.decodeIfPresent(Metadata.self, forKey: .metadata)
        let id = try container.decode(Identifier.self, forKey: .id).text
        condition = metadata?.condition?.text
        promptID = metadata?.promptId?.text ?? id
        sampleIndex = try container.decode(Int.self, forKey: .epoch) - 1
        let messages = try container.decodeIfPresent([InspectLogMessage].self, forKey: .messages) ?? []
        let asked = messages.last?.role == "assistant" ? messages.dropLast() : messages[...]
        let input = try container.decode(InspectLogInput.self, forKey: .input).messages
        let read = asked.isEmpty ? input[...] : asked
        self.input = try SHA256Digest(ofCanonicalJSON: read.map { [$0.role, $0.content.text] })
        system = read.first { $0.role == "system" }?.content.text
        prompt = read.last { $0.role == "user" }?.content.text ?? ""
        userMessages = read.count { $0.role == "user" }

        let output = try container.decodeIfPresent(InspectLogOutput.self, forKey: .output)
        let error = try container.decodeIfPresent(InspectLogError.self, forKey: .error)
        let choice = output?.choices?.first
        ending = error != nil || choice == nil ? .failed : choice?.ending ?? .stop
        failure =
            ending == .failed
            ? .init(.serverError, error?.message ?? output?.error ?? "the log has no answer")
            : ending == .refused ? .init(.contentFilter, output?.error ?? "withheld") : nil
        usage = output?.usage?.tokens ?? TokenUsage()
        let content = choice?.message.content ?? InspectLogContent()
        hidesReasoning = content.hidesReasoning
        let (parser, finishReason) = (TranscriptParser(), ending.finishReason)
        if let text = output?.metadata?.completionText {
            completion = parser.parse(text, reasoningIsOpen: false, finishReason: finishReason)
        } else {
            completion = parser.parse(reasoning: content.reasoning, answer: content.text, finishReason: finishReason)
        }
    }

    /// Whoever wrote the log may have used these names for something else, which is then passed over.
    private struct Metadata: Decodable {
        let condition: Identifier?
        let promptId: Identifier?

        private enum CodingKeys: CodingKey {
            case condition, promptId
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            condition = try? container.decode(Identifier.self, forKey: .condition)
            promptId = try? container.decode(Identifier.self, forKey: .promptId)
        }
    }
}

/// A text or a whole number.
private struct Identifier: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        text = try (try? container.decode(String.self)) ?? "\(container.decode(Int.self))"
    }
}

extension ChatReply.Ending {
    fileprivate var finishReason: FinishReason {
        switch self {
        case .stop, .stopString: .stop
        case .length: .length
        case .refused: .contentFilter
        case .failed: .error
        }
    }
}
