import Provenance

/// A sequence on its way through the engine.
final class RunningSequence {
    let request: GenerationRequest
    /// The place of its adapter; nil for the base model.
    let adapter: Int?
    /// Its place among all requests; the highest gives way first when memory runs out.
    let order: Int
    private let sampler: TokenSampler
    private let randomness: CounterBasedGenerator
    private var stopStrings: StopStringMatcher
    private(set) var generated: [Int] = []
    private var logProbabilities: [Double] = []
    private(set) var finishReason: GenerationResult.FinishReason?

    /// Tokens that passes which were started choose, but that are not known yet.
    private(set) var pending = 0
    /// The blocks of the cache that hold its keys and values, in order.
    var blocks: [Int] = []
    /// Tokens whose keys and values the passes that were started put into the cache.
    var cached = 0
    /// The number of the last full block whose content is known to the pool, and how many there are.
    var knownPrefix = (serial: 0, blocks: 0)
    /// Its row in the buffer of last tokens.
    var seat = 0

    init(_ request: GenerationRequest, adapter: Int?, order: Int) {
        self.request = request
        self.adapter = adapter
        self.order = order
        sampler = TokenSampler(request.settings)
        randomness = CounterBasedGenerator(request.key)
        stopStrings = StopStringMatcher(request.settings.stopStrings)
    }

    /// Prompt and new tokens, those under way included.
    var length: Int { request.prompt.count + generated.count + pending }
    /// Whether all but its last token is in the cache.
    var isDecoding: Bool { pending > 0 || generated.count > 0 && cached == length - 1 }
    /// Whether a pass may choose one more token.
    var wantsToken: Bool { finishReason == nil && generated.count + pending < request.settings.maximumTokens }
    var lastToken: Int { generated.last ?? request.prompt[request.prompt.count - 1] }

    /// The position of the last token in the cache, and its slot there.
    var lastCachedPosition: Int { cached - 1 }
    var lastSlot: Int { slot(of: cached - 1) }

    /// Where a position's keys and values are.
    func slot(of position: Int) -> Int {
        blocks[position / BlockPool.blockSize] * BlockPool.blockSize + position % BlockPool.blockSize
    }

    /// The known token at a position.
    func token(at position: Int) -> Int {
        let prompt = request.prompt
        return position < prompt.count ? prompt[position] : generated[position - prompt.count]
    }

    /// What one of its full blocks holds.
    func content(ofBlock index: Int, after previous: Int) -> BlockContent {
        let start = index * BlockPool.blockSize
        return BlockContent(
            previous: previous, adapter: adapter,
            tokens: (start..<start + BlockPool.blockSize).map { token(at: $0) })
    }

    /// What its cache depends on when it is read in: sequences with equal starts can share it.
    var start: Start { Start(adapter: adapter, tokens: request.prompt + generated) }

    struct Start: Hashable {
        let adapter: Int?
        let tokens: [Int]
    }

    /// How the token that is under way is chosen.
    var choice: TokenChoice {
        TokenChoice(
            sampler: sampler, uniform: randomness.uniform(at: UInt64(generated.count + pending - 1)),
            wantsLogProbability: request.wantsLogProbabilities)
    }

    var result: GenerationResult? {
        finishReason.map {
            GenerationResult(
                id: request.id, tokens: generated, finishReason: $0,
                logProbabilities: request.wantsLogProbabilities ? logProbabilities : nil)
        }
    }

    /// Notes that a pass which was started chooses a token.
    func expectToken() { pending += 1 }

    /// Takes the token that a pass chose, and ends the sequence where it must.
    ///
    /// - Parameter bytes: the text of a token.
    func append(_ chosen: ChosenToken, bytes: (Int) -> [UInt8]) {
        let token = chosen.token
        pending -= 1
        generated.append(token)
        if let logProbability = chosen.logProbability { logProbabilities.append(logProbability) }
        if request.settings.stopTokens.contains(token) {
            finishReason = .stopToken
        } else if !stopStrings.isEmpty, stopStrings.matches(appending: bytes(token)) {
            finishReason = .stopString
        } else if generated.count >= request.settings.maximumTokens {
            finishReason = .length
        }
    }

    /// Forgets its place in the cache; what it has written stays.
    func leaveCache() {
        blocks = []
        cached = 0
        knownPrefix = (0, 0)
    }
}
