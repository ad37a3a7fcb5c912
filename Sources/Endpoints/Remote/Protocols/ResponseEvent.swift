/// One event of the stream of `POST /responses`; those that tell nothing new have no parts.
struct ResponseEvent: Decodable {
    let type: String
    let delta: String?
    let logprobs: [ChatCompletion.LogProbabilities.Token]?
    let response: ResponseObject?

    private enum CodingKeys: String, CodingKey { case type, delta, logprobs, response }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decode(String.self, forKey: .type)
        let isDelta = Self.textDeltas.contains(type)
        delta = isDelta ? try container.decode(String.self, forKey: .delta) : nil
        logprobs =
            isDelta
            ? try container.decodeIfPresent([ChatCompletion.LogProbabilities.Token].self, forKey: .logprobs) : nil
        response = Self.endings.contains(type) ? try container.decode(ResponseObject.self, forKey: .response) : nil
    }

    private static let textDeltas: Set = [
        "response.output_text.delta", "response.refusal.delta", "response.reasoning_text.delta",
        "response.reasoning_summary_text.delta",
    ]
    private static let endings: Set = ["response.completed", "response.incomplete", "response.failed"]

    func parts() throws(AttemptFailure) -> [AnswerPart] {
        if let response { return [.ending(try response.ending())] + response.closingParts }
        guard let delta else {
            // Paragraphs of a summary are parts of their own.
            return type == "response.reasoning_summary_part.added" ? [.reasoningBreak] : []
        }
        switch type {
        case "response.refusal.delta": return [.refusal(delta)]
        case "response.output_text.delta":
            let tokens = (logprobs ?? []).map { TokenLogProbability(token: $0.token, logProbability: $0.logprob) }
            return [.content(delta)] + (tokens.isEmpty ? [] : [.logProbabilities(tokens)])
        default: return [.reasoning(delta)]
        }
    }
}
