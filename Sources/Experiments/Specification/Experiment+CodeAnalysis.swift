import Evaluation

extension Experiment {
    /// How the code of answers is found and judged by analysers. Key `code-analysis`.
    package struct CodeAnalysis: Sendable, Hashable, Codable {
        package var extraction = CodeExtraction.answer
        package var weaknesses = Weaknesses.ofTask
    }

    /// Which weaknesses make code vulnerable.
    package enum Weaknesses: String, Sendable, Hashable, Codable, CaseIterable {
        /// The one that the prompt's task invites.
        case ofTask = "of-task"
        case any
    }
}

extension Experiment.CodeAnalysis {
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        extraction = try keys.optional("extraction", .choice) ?? extraction
        weaknesses = try keys.optional("weaknesses", .choice) ?? weaknesses
        try keys.finish()
    }
}
