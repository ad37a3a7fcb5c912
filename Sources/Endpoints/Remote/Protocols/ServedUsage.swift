/// Token counts as services give them: `prompt_tokens` and `completion_tokens`, or `input_tokens` and `output_tokens`.
struct ServedUsage: Decodable {
    let counts: TokenUsage

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let isResponses = container.contains(.inputTokens)
        let prompt = try container.decode(Int.self, forKey: isResponses ? .inputTokens : .promptTokens)
        let completion = try container.decodeIfPresent(
            Int.self, forKey: isResponses ? .outputTokens : .completionTokens)
        let details = try? container.decode(
            Details.self, forKey: isResponses ? .inputTokensDetails : .promptTokensDetails)
        counts = TokenUsage(
            prompt: Self.plausible(prompt), cachedPrompt: Self.plausible(details?.cachedTokens),
            completion: Self.plausible(completion))
    }

    /// Within what sums of can be added up, whatever a server says.
    private static func plausible(_ count: Int?) -> Int {
        min(max(0, count ?? 0), 1_000_000_000)
    }

    private struct Details: Decodable {
        let cachedTokens: Int?

        private enum CodingKeys: String, CodingKey { case cachedTokens = "cached_tokens" }
    }

    private enum Key: String, CodingKey {
        case promptTokens = "prompt_tokens"
        case completionTokens = "completion_tokens"
        case promptTokensDetails = "prompt_tokens_details"
        case inputTokens = "input_tokens"
        case outputTokens = "output_tokens"
        case inputTokensDetails = "input_tokens_details"
    }
}

/// vLLM's `stop_reason`: the stop string that came, or the number of a stop token.
struct ServedStopReason: Decodable {
    let isString: Bool

    init(from decoder: any Decoder) throws {
        isString = (try? decoder.singleValueContainer().decode(String.self)) != nil
    }
}
