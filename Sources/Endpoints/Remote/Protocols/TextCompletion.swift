/// The answer to `POST /completions`, whole or a chunk of its stream.
struct TextCompletion: Decodable {
    let model: String?
    let choices: [Choice]
    let usage: ServedUsage?

    struct Choice: Decodable {
        let text: String
        let finishReason: String?
        let stopReason: ServedStopReason?
        let logprobs: LogProbabilities?

        private enum CodingKeys: String, CodingKey {
            case text, logprobs
            case finishReason = "finish_reason"
            case stopReason = "stop_reason"
        }
    }

    /// Two lists of equal length.
    struct LogProbabilities: Decodable {
        let tokens: [String]
        let tokenLogprobs: [Double]

        private enum CodingKeys: String, CodingKey {
            case tokens
            case tokenLogprobs = "token_logprobs"
        }
    }

    private enum CodingKeys: String, CodingKey { case model, choices, usage }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try? container.decode(String.self, forKey: .model)
        choices = try container.decode([Choice].self, forKey: .choices)
        usage = try? container.decode(ServedUsage.self, forKey: .usage)
    }
}

extension TextCompletion {
    /// What a whole answer says.
    func parts() throws(AttemptFailure) -> [AnswerPart] {
        guard !choices.isEmpty else { throw .malformed("expected an answer in 'choices', found none") }
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

extension TextCompletion.Choice {
    fileprivate func parts() throws(AttemptFailure) -> [AnswerPart] {
        var parts = [AnswerPart.content(text)]
        if let logprobs {
            guard logprobs.tokens.count == logprobs.tokenLogprobs.count else {
                throw .malformed(
                    "expected as many log-probabilities as tokens, found \(logprobs.tokenLogprobs.count) for "
                        + "\(logprobs.tokens.count)")
            }
            parts.append(
                .logProbabilities(
                    zip(logprobs.tokens, logprobs.tokenLogprobs).map { .init(token: $0, logProbability: $1) }))
        }
        if let finishReason {
            let ending = try ChatReply.Ending(finishReason: finishReason)
            parts.append(.ending(ending == .stop && stopReason?.isString == true ? .stopString : ending))
        }
        return parts
    }
}
