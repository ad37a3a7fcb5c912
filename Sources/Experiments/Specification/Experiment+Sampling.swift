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
        var keys = try GroupReader(settings)
        perPrompt = try keys.optional("per-prompt", .integer(atLeast: 1)) ?? perPrompt
        temperature = try keys.optional("temperature", .number(in: 0...10)) ?? temperature
        topP = try keys.optional("top-p", .number(in: 0.01...1)) ?? topP
        topK = try keys.optional("top-k", .integer(atLeast: 1))
        maxTokens = try keys.optional("max-tokens", .integer(atLeast: 1)) ?? maxTokens
        try keys.finish()
    }
}
