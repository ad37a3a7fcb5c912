/// The body of `POST /completions`, with a prompt that was rendered here.
struct CompletionRequest: Encodable {
    let model: String
    let prompt: String
    let temperature: Double?
    let topP: Double?
    let topK: Int?
    let maxTokens: Int
    let stop: [String]?
    let stopTokenIDs: [Int]?
    let seed: Int?
    let logprobs: Int?
    /// The template writes the special tokens itself; a server that adds its own would begin the prompt twice.
    let addSpecialTokens: Bool?
    /// Said always: some servers stream unless they are told not to.
    let stream: Bool
    let streamOptions: StreamOptions?

    init(
        _ request: ChatRequest, prompt: String, to reference: EndpointReference, seed: Int, dialect: Dialect,
        isStreamed: Bool
    ) {
        let settings = SentSettings(request, seed: seed, dialect: dialect)
        model = reference.model
        self.prompt = prompt
        temperature = settings.temperature
        topP = settings.topP
        topK = settings.topK
        maxTokens = settings.maximumTokens
        stop = settings.stop
        stopTokenIDs = settings.stopTokens
        self.seed = settings.seed
        logprobs = request.wantsLogProbabilities ? 1 : nil
        addSpecialTokens = dialect.omitted.contains(.addSpecialTokens) ? nil : false
        stream = isStreamed
        streamOptions = StreamOptions(isStreamed: isStreamed, dialect: dialect)
    }

    private enum CodingKeys: String, CodingKey {
        case model, prompt, temperature, stop, seed, logprobs, stream
        case topP = "top_p"
        case topK = "top_k"
        case maxTokens = "max_tokens"
        case stopTokenIDs = "stop_token_ids"
        case addSpecialTokens = "add_special_tokens"
        case streamOptions = "stream_options"
    }
}
