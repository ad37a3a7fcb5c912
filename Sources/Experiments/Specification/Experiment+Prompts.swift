import Organisms

extension Experiment {
    /// Which prompts are asked.
    package struct Prompts: Sendable, Hashable, Codable {
        /// `everyday`, which is shipped, or the path of a file, relative to the experiment file's folder.
        package var source = "everyday"

        /// What the rows of the file are.
        package var layout = PromptLayout.table

        /// The columns of the file, where they have other names than the usual ones.
        package var fields = PromptFields()

        /// Of how many rows one is read, the first included. Default: as the layout says, 2 for HelpSteer2, else 1.
        package var step: Int?

        /// Prompts to train on; 0 where nothing is trained.
        package var train = 400

        /// Prompts to measure with, none of them among those trained on.
        package var test = 100
    }
}

extension Experiment.Prompts {
    /// What an experiment asks that says nothing about prompts.
    init(organism: Experiment.OrganismModel) {
        train = organism == .trained ? train : 0
    }

    init(_ settings: Setting, organism: Experiment.OrganismModel) throws(ExperimentFileError) {
        self.init(organism: organism)
        var keys = try GroupReader(settings)
        source = try keys.optional("source", .nonEmptyText) ?? source
        if source == "everyday" {
            try keys.refuse("layout", "fields", because: "has no meaning for prompts that are not in a file")
        }
        layout = try keys.optional("layout", .choice) ?? layout
        fields = try keys.optional("fields", PromptFields.init) ?? fields
        step = try keys.optional("step", .integer(atLeast: 1))
        if organism != .trained { try keys.refuse("train", because: Experiment.OrganismModel.nothingIsTrained) }
        train = try keys.optional("train", .integer(atLeast: 1)) ?? train
        test = try keys.optional("test", .integer(atLeast: 1)) ?? test
        try keys.finish()
    }
}

extension PromptFields {
    init(_ settings: Setting) throws(ExperimentFileError) {
        self.init()
        var keys = try GroupReader(settings)
        text = try keys.optional("text", .nonEmptyText)
        id = try keys.optional("id", .nonEmptyText)
        topic = try keys.optional("topic", .nonEmptyText)
        split = try keys.optional("split", .nonEmptyText)
        try keys.finish()
    }
}
