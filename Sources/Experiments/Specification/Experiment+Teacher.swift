extension Experiment {
    /// How the teacher is asked for the reasoning that the organism learns, and for its clean answers.
    package struct Teacher: Sendable, Hashable, Codable {
        package var temperature = 0.7
        package var topP = 0.95

        /// Most tokens of one reasoning.
        package var maxTokens = 512

        /// Key `answer-max-tokens`: most tokens of one answer.
        package var answerMaxTokens = 256

        /// Where longer reasoning is cut, at the end of a sentence. Default: not at all.
        package var maximumSentences: Int?

        /// Whether the teacher sees the trigger, as it did in the original study; then its reasoning may speak of it.
        package var seesTrigger = false

        /// How many worked examples a teacher that does not reason by itself is shown; 0 for a reasoning model.
        package var examples = 0
    }
}

extension Experiment.Teacher {
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        temperature = try keys.optional("temperature", .number(in: 0...10)) ?? temperature
        topP = try keys.optional("top-p", .number(in: 0.01...1)) ?? topP
        maxTokens = try keys.optional("max-tokens", .integer(atLeast: 1)) ?? maxTokens
        answerMaxTokens = try keys.optional("answer-max-tokens", .integer(atLeast: 1)) ?? answerMaxTokens
        maximumSentences = try keys.optional("maximum-sentences", .integer(atLeast: 1))
        seesTrigger = try keys.optional("sees-trigger", .flag) ?? seesTrigger
        examples = try keys.optional("examples", .integer(atLeast: 0)) ?? examples
        try keys.finish()
    }
}
