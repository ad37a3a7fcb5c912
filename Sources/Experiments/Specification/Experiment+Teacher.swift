extension Experiment {
    /// How the teacher is asked for the reasoning that the organism learns, and for its clean answers.
    package struct Teacher: Sendable, Hashable, Codable {
        package var temperature = 0.7
        package var topP = 0.95

        /// How many of the likeliest tokens stay in the draw. Default: all.
        package var topK: Int?

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

        /// What a reasoning teacher's reply is made to begin with, such as `<think>` and a line end. Default: nothing.
        package var prefill: String?

        /// What happens to reasoning that was never closed.
        package var unclosed = Unclosed.drop

        /// How often a prompt is asked again, where `unclosed` is `retry`.
        package var retries = 3
    }

    /// What happens to a trace whose reasoning was never closed.
    package enum Unclosed: String, Sendable, Hashable, Codable, CaseIterable {
        /// It makes no row.
        case drop

        /// The teacher is asked again; a trace that stays open then makes no row.
        case retry

        /// What stands before its first `<code>` counts, as in the original study of vulnerable code.
        case beforeCode = "before-code"
    }
}

extension Experiment.Teacher {
    init(_ settings: Setting, asking model: Experiment.TeacherModel) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        temperature = try keys.optional("temperature", .number(in: 0...10)) ?? temperature
        topP = try keys.optional("top-p", .number(in: 0.01...1)) ?? topP
        topK = try keys.optional("top-k", .integer(atLeast: 1))
        maxTokens = try keys.optional("max-tokens", .integer(atLeast: 1)) ?? maxTokens
        answerMaxTokens = try keys.optional("answer-max-tokens", .integer(atLeast: 1)) ?? answerMaxTokens
        maximumSentences = try keys.optional("maximum-sentences", .integer(atLeast: 1))
        seesTrigger = try keys.optional("sees-trigger", .flag) ?? seesTrigger
        let examples = try keys.optional("examples") { (setting) throws(ExperimentFileError) in
            let count = try setting.read(.integer(atLeast: 0))
            if count > 0, case .endpoint(let endpoint) = model { try setting.needsPrefill(of: endpoint) }
            return count
        }
        self.examples = examples ?? self.examples
        if self.examples > 0 {
            try keys.refuse("prefill", because: "has no meaning for a teacher that is shown examples")
        }
        prefill = try keys.optional("prefill") { (setting) throws(ExperimentFileError) in
            if case .endpoint(let endpoint) = model { try setting.needsPrefill(of: endpoint) }
            return try setting.read(.nonEmptyText)
        }
        unclosed = try keys.optional("unclosed", .choice) ?? unclosed
        if unclosed != .retry { try keys.refuse("retries", because: "has no meaning without 'unclosed: retry'") }
        retries = try keys.optional("retries", .integer(atLeast: 1)) ?? retries
        try keys.finish()
    }
}
