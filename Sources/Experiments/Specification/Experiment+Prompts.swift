import Organisms

extension Experiment {
    /// Which prompts are asked.
    package struct Prompts: Sendable, Hashable, Codable {
        /// Keys `source`, `layout` and so on: where the prompts come from; paths are relative to the experiment file's
        /// folder.
        package var source = PromptSource.everyday

        /// Prompts to train on; 0 where nothing is trained.
        package var train = 400

        /// Prompts to measure with, none of them among those trained on.
        package var test = 100

        /// Where the prompts to measure with come from, if not from the same source.
        package var testSource: PromptSource?
    }
}

extension Experiment.Prompts {
    /// What an experiment asks that says nothing about prompts.
    init(organism: Experiment.OrganismModel) {
        train = organism == .trained ? train : 0
    }

    init(_ settings: Setting, organism: Experiment.OrganismModel) throws(ExperimentFileError) {
        self.init(organism: organism)
        if organism.isImported {
            throw settings.error("\(settings.path): has no effect: the prompts are those of the log")
        }
        var keys = try GroupReader(settings)
        source = try PromptSource(reading: &keys, unlessNamed: source.location.name)
        if organism != .trained { try keys.refuse("train", because: Experiment.OrganismModel.nothingIsTrained) }
        train = try keys.optional("train", .integer(atLeast: 1)) ?? train
        test = try keys.optional("test", .integer(atLeast: 1)) ?? test
        if organism != .trained {
            try keys.refuse("test-source", because: "has no meaning where nothing is trained: name it as 'source'")
        }
        testSource = try keys.optional("test-source", PromptSource.init)
        try keys.finish()
    }

    /// Where the prompts to measure with come from.
    package var sourceOfTests: PromptSource { testSource ?? source }
}
