/// The answer to `POST /chat/completions`, whole or a chunk of its stream.
struct ChatCompletion: Decodable {
    let model: String?
    let choices: [Choice]
    let usage: ServedUsage?

    struct Choice: Decodable {
        /// `message`, or `delta` in a stream.
        let message: Message?
        let delta: Message?
        let finishReason: String?
        let stopReason: ServedStopReason?
        let logprobs: LogProbabilities?

        private enum CodingKeys: String, CodingKey {
            case message, delta, logprobs
            case finishReason = "finish_reason"
            case stopReason = "stop_reason"
        }
    }

    struct Message: Decodable {
        let content: String?
        let refusal: String?
        /// DeepSeek's name for the reasoning, and vLLM's and OpenRouter's.
        let reasoningContent: String?
        let reasoning: String?

        private enum CodingKeys: String, CodingKey {
            case content, refusal, reasoning
            case reasoningContent = "reasoning_content"
        }
    }

    struct LogProbabilities: Decodable {
        let content: [Token]?

        struct Token: Decodable {
            let token: String
            let logprob: Double
        }
    }

    private enum CodingKeys: String, CodingKey { case model, choices, usage }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try? container.decode(String.self, forKey: .model)
        choices = try container.decode([Choice].self, forKey: .choices)
        // Token counts in an unknown form are missed, and counted as missing; they are no reason to drop an answer.
        usage = try? container.decode(ServedUsage.self, forKey: .usage)
    }
}

extension ChatCompletion {
    /// What a whole answer says.
    func parts() throws(AttemptFailure) -> [AnswerPart] {
        guard let choice = choices.first else { throw .malformed("expected an answer in 'choices', found none") }
        guard choice.message != nil else { throw .malformed("expected a 'message' in the first choice, found none") }
        return try chunkParts()
    }

    /// What a chunk says; the one that holds the token counts has no choices.
    func chunkParts() throws(AttemptFailure) -> [AnswerPart] {
        var parts: [AnswerPart] = []
        if let model { parts.append(.model(model)) }
        if let choice = choices.first { parts += try choice.parts() }
        if let usage { parts.append(.usage(usage.counts)) }
        return parts
    }
}

extension ChatCompletion.Choice {
    fileprivate func parts() throws(AttemptFailure) -> [AnswerPart] {
        var parts: [AnswerPart] = []
        if let message = message ?? delta {
            // Some services send the same reasoning under both names.
            let reasoning = [message.reasoningContent, message.reasoning].compactMap { $0 }
            if let text = reasoning.first(where: { !$0.isEmpty }) ?? reasoning.first { parts.append(.reasoning(text)) }
            if let content = message.content { parts.append(.content(content)) }
            if let refusal = message.refusal, !refusal.isEmpty { parts.append(.refusal(refusal)) }
        }
        if let tokens = logprobs?.content {
            parts.append(.logProbabilities(tokens.map { .init(token: $0.token, logProbability: $0.logprob) }))
        }
        if let finishReason {
            let ending = try ChatReply.Ending(finishReason: finishReason)
            parts.append(.ending(ending == .stop && stopReason?.isString == true ? .stopString : ending))
        }
        return parts
    }
}
