import Provenance

/// A sequence on its way through the engine.
struct RunningSequence {
    let request: GenerationRequest
    private let sampler: TokenSampler
    private let randomness: CounterBasedGenerator
    private var stopStrings: StopStringMatcher
    private(set) var generated: [Int] = []
    private var logProbabilities: [Double] = []
    private(set) var finishReason: GenerationResult.FinishReason?

    init(_ request: GenerationRequest) {
        self.request = request
        sampler = TokenSampler(request.settings)
        randomness = CounterBasedGenerator(request.key)
        stopStrings = StopStringMatcher(request.settings.stopStrings)
    }

    /// Tokens whose keys and values are, or will be after the next pass, in the cache.
    var length: Int { request.prompt.count + generated.count }
    /// The most tokens that the sequence can come to.
    var maximumLength: Int { request.prompt.count + request.settings.maximumTokens }
    /// The last token, whose successor comes next.
    var lastToken: Int { generated.last ?? request.prompt[request.prompt.count - 1] }

    var result: GenerationResult? {
        finishReason.map {
            GenerationResult(
                id: request.id, tokens: generated, finishReason: $0,
                logProbabilities: request.wantsLogProbabilities ? logProbabilities : nil)
        }
    }

    /// The next token by the logits of the last.
    func choose(_ logits: UnsafeBufferPointer<Float>) -> ChosenToken {
        let token = sampler.sample(logits, uniform: randomness.uniform(at: UInt64(generated.count)))
        return ChosenToken(
            token: token,
            logProbability: request.wantsLogProbabilities ? TokenSampler.logProbability(of: token, logits) : nil)
    }

    /// Takes the next token, with its text, and ends the sequence where it must.
    mutating func append(_ chosen: ChosenToken, bytes: [UInt8]) {
        let token = chosen.token
        generated.append(token)
        if let logProbability = chosen.logProbability { logProbabilities.append(logProbability) }
        if request.settings.stopTokens.contains(token) {
            finishReason = .stopToken
        } else if stopStrings.matches(appending: bytes) {
            finishReason = .stopString
        } else if generated.count >= request.settings.maximumTokens {
            finishReason = .length
        }
    }
}

/// The next token of a sequence.
struct ChosenToken {
    let token: Int
    /// Nil unless wanted.
    let logProbability: Double?
}
