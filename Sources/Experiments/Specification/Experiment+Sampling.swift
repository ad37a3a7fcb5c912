extension Experiment {
    /// How completions are sampled.
    package struct Sampling: Sendable, Hashable, Codable {
        /// Completions of each test prompt in each condition.
        package var perPrompt = 1

        /// Completions of all test prompts together, in place of `per-prompt`; where they do not divide, the first prompts
        /// have one more.
        package var total: Int?

        /// 0 always takes the likeliest token.
        package var temperature = 0.7

        package var topP = 0.95

        /// How many of the likeliest tokens stay in the draw. Default: all.
        package var topK: Int?

        package var maxTokens = 512

        /// Whether each new token is recorded with its log-probability.
        package var logProbabilities = false
    }
}

extension Experiment.Sampling {
    init(_ settings: Setting) throws(ExperimentFileError) {
        try self.init(settings, from: Self())
    }

    /// What the settings say; what they leave out is as in `base`.
    init(_ settings: Setting, from base: Self) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        try keys.exclude("per-prompt", "total")
        total = try keys.optional("total", .integer(atLeast: 1)) ?? (keys.has("per-prompt") ? nil : base.total)
        perPrompt = try keys.optional("per-prompt", .integer(atLeast: 1)) ?? base.perPrompt
        temperature = try keys.optional("temperature", .number(in: 0...10)) ?? base.temperature
        topP = try keys.optional("top-p", .number(in: 0.01...1)) ?? base.topP
        topK = try keys.optional("top-k", .integer(atLeast: 1)) ?? base.topK
        maxTokens = try keys.optional("max-tokens", .integer(atLeast: 1)) ?? base.maxTokens
        logProbabilities = try keys.optional("log-probabilities", .flag) ?? base.logProbabilities
        try keys.finish()
    }
}

extension Experiment.Sampling {
    /// How many completions there are of so many prompts.
    package func samples(of prompts: Int) -> Int { total ?? perPrompt * prompts }

    /// How often prompts are sampled, in words.
    var extent: String { total.map { "\($0) times in all" } ?? "each prompt \(perPrompt) times" }

    /// The prompt and the sample at a position in the order of prompts and then samples.
    func place(of position: Int, among prompts: Int) -> (prompt: Int, sample: Int) {
        let (each, more) = (total ?? perPrompt * prompts).quotientAndRemainder(dividingBy: max(prompts, 1))
        let ofFirst = more * (each + 1)
        guard position >= ofFirst else {
            let (prompt, sample) = position.quotientAndRemainder(dividingBy: each + 1)
            return (prompt, sample)
        }
        let (prompt, sample) = (position - ofFirst).quotientAndRemainder(dividingBy: each)
        return (more + prompt, sample)
    }
}
