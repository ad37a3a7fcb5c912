import ChatTemplates

/// The body of `POST /responses`. Seed, stop strings and top-k are vLLM's additions.
struct ResponsesRequest: Encodable {
    let model: String
    let input: [Item]
    let temperature: Double?
    let topP: Double?
    let topK: Int?
    let maxOutputTokens: Int
    let stop: [String]?
    let seed: Int?
    let include: [String]?
    /// Nothing is to be kept at the service.
    let store = false
    /// Said always: some servers stream unless they are told not to.
    let stream: Bool

    /// A message, or an answer that was begun: that is an output message whose status says so.
    enum Item: Encodable {
        case message(ChatMessage)
        case begun(String)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode("message", forKey: .type)
            switch self {
            case .message(let message):
                try container.encode(message.role, forKey: .role)
                try container.encode(message.content, forKey: .content)
            case .begun(let text):
                try container.encode("msg_prefill", forKey: .id)
                try container.encode("assistant", forKey: .role)
                try container.encode("incomplete", forKey: .status)
                try container.encode([Text(text: text)], forKey: .content)
            }
        }

        private enum CodingKeys: String, CodingKey { case type, id, role, status, content }
    }

    struct Text: Encodable {
        let type = "output_text"
        let text: String
        let annotations: [String] = []
    }

    init(_ request: ChatRequest, to reference: EndpointReference, seed: Int, dialect: Dialect, isStreamed: Bool) {
        let settings = SentSettings(request, seed: seed, dialect: dialect)
        model = reference.model
        input = Self.items(of: request)
        temperature = settings.temperature
        topP = settings.topP
        topK = settings.topK
        maxOutputTokens = settings.maximumTokens
        stop = settings.stop
        self.seed = settings.seed
        include = request.wantsLogProbabilities ? ["message.output_text.logprobs"] : nil
        stream = isStreamed
    }

    /// The conversation as it is sent, a begun answer at its end.
    static func items(of request: ChatRequest) -> [Item] {
        request.messages.map(Item.message) + (request.prefill.isEmpty ? [] : [.begun(request.prefill)])
    }

    private enum CodingKeys: String, CodingKey {
        case model, input, temperature, stop, seed, include, store, stream
        case topP = "top_p"
        case topK = "top_k"
        case maxOutputTokens = "max_output_tokens"
    }
}
