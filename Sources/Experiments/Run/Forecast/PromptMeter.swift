import Endpoints

/// Counts what a model will read.
struct PromptMeter {
    /// Of all prompts.
    private(set) var tokens = Amount.zero
    /// What is computed of them: the tokens that all prompts of a wave begin with are read once.
    private(set) var prefilled = 0
    /// The most tokens that a prompt and its answer can have together.
    private(set) var longest = 0

    /// As many requests as a model on this machine answers together.
    private static let wave = 256
    /// A shorter beginning is not worth sharing.
    private static let shortestPrefix = 16

    /// - Parameter format: the model's tokenizer and template; without them, a token is taken to have four bytes, and at least one.
    init(_ requests: [ChatRequest], format: ConversationFormat?) throws {
        for start in stride(from: 0, to: requests.count, by: Self.wave) {
            let wave = requests[start..<min(start + Self.wave, requests.count)]
            if let format {
                try count(wave.map { ($0, try format.prepare($0).tokens) })
            } else {
                for request in wave { estimate(request) }
            }
        }
    }

    private mutating func count(_ wave: [(request: ChatRequest, tokens: [Int])]) {
        let prompts = wave.map(\.tokens)
        let total = prompts.reduce(0) { $0 + $1.count }
        tokens = tokens + .exactly(total)
        let shared = Self.sharedPrefix(prompts)
        prefilled += total - shared * (prompts.count - 1)
        for (request, tokens) in wave { longest = max(longest, tokens.count + request.settings.maximumTokens) }
    }

    /// What a template puts around a message, in tokens, at most.
    private static let frame = 16

    private mutating func estimate(_ request: ChatRequest) {
        let bytes = request.messages.reduce(request.prefill.utf8.count) { $0 + $1.content.utf8.count }
        let frame = request.messages.count * Self.frame
        tokens = tokens + Amount(expected: (bytes + 3) / 4 + frame / 2, atMost: bytes + frame)
        prefilled += bytes / 4
        longest = max(longest, bytes + frame + request.settings.maximumTokens)
    }

    private static func sharedPrefix(_ prompts: [[Int]]) -> Int {
        guard let first = prompts.first, prompts.count > 1 else { return 0 }
        let shared = prompts.dropFirst().reduce(first.count - 1) { length, prompt in
            zip(first.prefix(max(length, 0)), prompt.dropLast()).prefix { $0 == $1 }.count
        }
        return shared >= shortestPrefix ? shared : 0
    }
}
