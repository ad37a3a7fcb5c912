import Provenance

/// What became of one request: an answer, or the reason why there is none.
package struct ChatReply: Sendable, Hashable, Codable, Identifiable {
    /// The id of the request.
    package let id: String

    /// What the model wrote, reasoning included as `<think>…</think>`, without the prefill and the end of the turn.
    ///
    /// Where a service gives the reasoning in a field of its own, it stands here between the tags that it was taken from.
    package var text: String

    /// Whether the reasoning had begun before the first character of `text`: by the template, by the prefill, or by a service that
    /// shows only the closing tag.
    package var reasoningIsOpen: Bool

    package var ending: Ending

    /// Why there is no answer; only where the ending is `failed` or `refused`. Holds no key.
    package var failure: Failure?

    /// The new tokens, the one that ended the turn included; nil where a service does not show them.
    package var tokens: [Int]?

    /// The natural logarithm of each new token's probability, at temperature 1 over the whole vocabulary, if asked for.
    package var logProbabilities: [TokenLogProbability]?

    package var usage: TokenUsage

    /// The digest of what the model read: the rendered conversation, or the structured messages that a service was sent.
    package var prompt: SHA256Digest

    /// How often the request was sent; 0 for a reply out of the cache.
    ///
    /// It is not encoded: a reply that is asked for again after an interruption comes out of the cache, and is the same reply.
    package var attempts = 1

    private enum CodingKeys: CodingKey {
        case id, text, reasoningIsOpen, ending, failure, tokens, logProbabilities, usage, prompt
    }

    /// How an answer ended.
    package enum Ending: String, Sendable, Hashable, Codable, CaseIterable {
        /// The model ended its turn.
        case stop
        /// A stop string came.
        case stopString = "stop-string"
        /// The maximum number of tokens was reached.
        case length
        /// The service withheld the answer or a part of it.
        case refused
        /// There is no answer, because of an error.
        case failed
    }

    /// Why a request has no answer.
    package struct Failure: Sendable, Hashable, Codable {
        package enum Kind: String, Sendable, Hashable, Codable, CaseIterable, CodingKeyRepresentable {
            /// Status 429 until attempts or time ran out.
            case rateLimited = "rate-limited"
            /// Status 5xx until attempts or time ran out.
            case serverError = "server-error"
            /// The connection could not be made, or was cut.
            case connection
            case timeout
            /// An answer that is not what the protocol says.
            case malformedResponse = "malformed-response"
            /// Any other status 4xx: the request itself is at fault.
            case rejected
            /// The service withheld the answer.
            case contentFilter = "content-filter"
        }

        package let kind: Kind
        /// For people: status, what the service said (shortened), after how many attempts.
        package let message: String

        package init(_ kind: Kind, _ message: String) {
            self.kind = kind
            self.message = message
        }
    }

    package init(
        id: String, text: String, reasoningIsOpen: Bool = false, ending: Ending, failure: Failure? = nil,
        tokens: [Int]? = nil, logProbabilities: [TokenLogProbability]? = nil, usage: TokenUsage = TokenUsage(),
        prompt: SHA256Digest, attempts: Int = 1
    ) {
        self.id = id
        self.text = text
        self.reasoningIsOpen = reasoningIsOpen
        self.ending = ending
        self.failure = failure
        self.tokens = tokens
        self.logProbabilities = logProbabilities
        self.usage = usage
        self.prompt = prompt
        self.attempts = attempts
    }
}

/// One token with its log-probability.
package struct TokenLogProbability: Sendable, Hashable, Codable {
    /// The token's text; bytes that are no UTF-8 by themselves are replaced.
    package let token: String
    package let logProbability: Double

    package init(token: String, logProbability: Double) {
        self.token = token
        self.logProbability = logProbability
    }
}

/// How many tokens were read and written.
package struct TokenUsage: Sendable, Hashable, Codable {
    package var prompt: Int
    /// Of those in `prompt`, how many a service read from its own cache.
    package var cachedPrompt: Int
    /// Reasoning included.
    package var completion: Int

    package init(prompt: Int = 0, cachedPrompt: Int = 0, completion: Int = 0) {
        self.prompt = prompt
        self.cachedPrompt = cachedPrompt
        self.completion = completion
    }

    package static func += (total: inout TokenUsage, usage: TokenUsage) {
        total.prompt += usage.prompt
        total.cachedPrompt += usage.cachedPrompt
        total.completion += usage.completion
    }
}
