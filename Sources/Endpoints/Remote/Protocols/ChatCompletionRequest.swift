import ChatTemplates

/// The body of `POST /chat/completions`, with the fields that vLLM and SGLang know besides OpenAI's.
///
/// Temperature and top-p are sent even where they are 1: vLLM would otherwise take the model's own `generation_config.json`.
struct ChatCompletionRequest: Encodable {
    let model: String
    let messages: [Message]
    let temperature: Double?
    let topP: Double?
    let topK: Int?
    let maxTokens: Int?
    let maxCompletionTokens: Int?
    let stop: [String]?
    let stopTokenIDs: [Int]?
    let seed: Int?
    let logprobs: Bool?
    let continueFinalMessage: Bool?
    let addGenerationPrompt: Bool?
    /// Said always: some servers stream unless they are told not to.
    let stream: Bool
    let streamOptions: StreamOptions?

    struct Message: Encodable {
        let role: String
        let content: String
        let reasoningContent: String?

        init(_ message: ChatMessage) {
            role = message.role
            content = message.content
            reasoningContent = message.reasoning
        }

        private enum CodingKeys: String, CodingKey {
            case role, content
            case reasoningContent = "reasoning_content"
        }
    }

    init(_ request: ChatRequest, to reference: EndpointReference, seed: Int, dialect: Dialect, isStreamed: Bool) {
        let settings = SentSettings(request, seed: seed, dialect: dialect)
        model = reference.model
        messages = Self.messages(of: request)
        temperature = settings.temperature
        topP = settings.topP
        topK = settings.topK
        maxTokens = dialect.usesMaxCompletionTokens ? nil : settings.maximumTokens
        maxCompletionTokens = dialect.usesMaxCompletionTokens ? settings.maximumTokens : nil
        stop = settings.stop
        stopTokenIDs = settings.stopTokens
        self.seed = settings.seed
        logprobs = request.wantsLogProbabilities ? true : nil
        let continues = !request.prefill.isEmpty && reference.prefill == .continueFinalMessage
        continueFinalMessage = continues ? true : nil
        addGenerationPrompt = continues ? false : nil
        stream = isStreamed
        streamOptions = StreamOptions(isStreamed: isStreamed, dialect: dialect)
    }

    /// The conversation as it is sent, a begun answer at its end.
    static func messages(of request: ChatRequest) -> [Message] {
        let begun = request.prefill.isEmpty ? [] : [ChatMessage.assistant(request.prefill)]
        return (request.messages + begun).map(Message.init)
    }

    private enum CodingKeys: String, CodingKey {
        case model, messages, temperature, stop, seed, logprobs, stream
        case topP = "top_p"
        case topK = "top_k"
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
        case stopTokenIDs = "stop_token_ids"
        case continueFinalMessage = "continue_final_message"
        case addGenerationPrompt = "add_generation_prompt"
        case streamOptions = "stream_options"
    }
}

/// Asks for the token counts at the end of a stream.
struct StreamOptions: Encodable {
    let includeUsage = true

    init?(isStreamed: Bool, dialect: Dialect) {
        guard isStreamed, !dialect.omitted.contains(.streamOptions) else { return nil }
    }

    private enum CodingKeys: String, CodingKey {
        case includeUsage = "include_usage"
    }
}
