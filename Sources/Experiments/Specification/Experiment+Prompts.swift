extension Experiment {
    /// Which prompts are asked.
    package struct Prompts: Sendable, Hashable, Codable {
        /// `everyday`, which is shipped, or the path of a file, relative to the experiment file's folder.
        package var source = "everyday"

        /// Prompts to train on.
        package var train = 400

        /// Prompts to measure with, none of them among those trained on.
        package var test = 100
    }
}

extension Experiment.Prompts {
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        source = try keys.optional("source", .nonEmptyText) ?? source
        train = try keys.optional("train", .integer(atLeast: 1)) ?? train
        test = try keys.optional("test", .integer(atLeast: 1)) ?? test
        try keys.finish()
    }
}
