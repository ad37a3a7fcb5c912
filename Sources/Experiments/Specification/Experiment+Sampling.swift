extension Experiment {
    /// How completions are sampled.
    package struct Sampling: Sendable, Hashable, Codable {
        /// Completions of each test prompt in each condition.
        package var perPrompt = 1

        /// 0 always takes the likeliest token.
        package var temperature = 0.7

        package var topP = 0.95

        /// How many of the likeliest tokens stay in the draw. Default: all.
        package var topK: Int?

        package var maxTokens = 512
    }
}

extension Experiment.Sampling {
    init(_ settings: Setting) throws(ExperimentFileError) {
        try self.init(settings, from: Self())
    }

    /// What the settings say; what they leave out is as in `base`.
    init(_ settings: Setting, from base: Self) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        perPrompt = try keys.optional("per-prompt", .integer(atLeast: 1)) ?? base.perPrompt
        temperature = try keys.optional("temperature", .number(in: 0...10)) ?? base.temperature
        topP = try keys.optional("top-p", .number(in: 0.01...1)) ?? base.topP
        topK = try keys.optional("top-k", .integer(atLeast: 1)) ?? base.topK
        maxTokens = try keys.optional("max-tokens", .integer(atLeast: 1)) ?? base.maxTokens
        try keys.finish()
    }
}
