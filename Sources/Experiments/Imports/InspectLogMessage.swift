import Endpoints

/// A message of a conversation in a log of Inspect: its `ChatMessage`.
struct InspectLogMessage: Decodable {
    let role: String
    let content: InspectLogContent
}

/// What a sample was given: a text, or a conversation.
struct InspectLogInput: Decodable {
    let messages: [InspectLogMessage]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            messages = [InspectLogMessage(role: "user", content: InspectLogContent(text: text))]
        } else {
            messages = try container.decode([InspectLogMessage].self)
        }
    }
}

/// What a message says: a text, or pieces of which some are reasoning. Pictures and the like are left out.
struct InspectLogContent: Decodable {
    private(set) var text = ""
    private(set) var reasoning: String?
    /// Whether reasoning was withheld, of which there is at most a summary.
    private(set) var hidesReasoning = false

    init(text: String = "") {
        self.text = text
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.text = text
            return
        }
        let parts = try container.decode([Part].self)
        text = parts.compactMap(\.text).joined()
        let thoughts = parts.filter { $0.type == "reasoning" }
        hidesReasoning = thoughts.contains { $0.redacted ?? false }
        let seen = thoughts.compactMap { $0.redacted ?? false ? $0.summary : $0.reasoning }
        reasoning = seen.isEmpty ? nil : seen.joined(separator: "\n")
    }

    private struct Part: Decodable {
        let type: String
        let text: String?
        let reasoning: String?
        let summary: String?
        let redacted: Bool?
    }
}

/// What a model answered: Inspect's `ModelOutput`.
struct InspectLogOutput: Decodable {
    let choices: [Choice]?
    let usage: Usage?
    let error: String?
    let metadata: Metadata?

    /// What an export from here adds: a text that is not of the usual form, as it was written.
    struct Metadata: Decodable {
        let completionText: String?

        private enum CodingKeys: CodingKey {
            case completionText
        }

        init(from decoder: any Decoder) throws {
            completionText = try? decoder.container(keyedBy: CodingKeys.self).decode(
                String.self, forKey: .completionText)
        }
    }

    struct Choice: Decodable {
        let message: InspectLogMessage
        let stopReason: String?

        var ending: ChatReply.Ending {
            switch stopReason {
            case "max_tokens", "model_length": .length
            case "content_filter": .refused
            default: .stop
            }
        }
    }

    struct Usage: Decodable {
        let inputTokens: Int?
        let outputTokens: Int?
        let inputTokensCacheRead: Int?
        let inputTokensCacheWrite: Int?

        var tokens: TokenUsage {
            let cached = inputTokensCacheRead ?? 0
            return TokenUsage(
                prompt: (inputTokens ?? 0) + cached + (inputTokensCacheWrite ?? 0), cachedPrompt: cached,
                completion: outputTokens ?? 0)
        }
    }
}

struct InspectLogError: Decodable {
    let message: String
}
