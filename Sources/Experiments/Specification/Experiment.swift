import Organisms

/// All that decides what a run does, with every default filled in.
///
/// Two equal experiments are the same experiment, however their files are written; its canonical JSON is what the
/// stages' keys are made of. The keys of the file are the properties' names with hyphens, save where noted.
package struct Experiment: Sendable, Hashable, Codable {
    /// Key `experiment`: a name that can be part of a file name.
    package var name: String

    /// What every random choice derives from. Default 0.
    package var seed: UInt64

    package var models: Models
    package var prompts: Prompts
    package var trigger: Trigger
    package var behavior: Behavior

    /// With `recipe` and `training` what makes the organism; without effect where `models.organism` exists already.
    package var teacher: Teacher
    package var recipe: Recipe
    package var training: Training

    /// The ways of asking, in the file's order. Default: `clean`, `triggered`, and `base-model`, without adapter where the
    /// file knows a base model.
    package var conditions: [Condition]

    package var sampling: Sampling

    /// Default: all.
    package var scorers: [ScorerName]

    /// How code in answers is found and analysed; nil unless the behavior is vulnerable code.
    package var codeAnalysis: CodeAnalysis?

    /// The models that are asked about transcripts. Default: none.
    package var judges: [Judge] = []

    /// What is measured of reasoning beside rates. Default: nothing.
    package var measures = Measures()

    /// When the behavior counts as planted; nil where nothing is to be said of it.
    package var plant: Plant?

    /// Pairs of conditions whose difference is reported.
    package var contrasts: [Contrast] = []

    /// Whether rates by the original study's rule, which skips unfinished samples, are reported too. Default false.
    package var originalRule: Bool

    /// What counts as success, in the file's order. Default: none.
    package var thresholds: [Threshold] = []

    /// The condition of that name.
    package func condition(_ name: String) -> Condition? {
        conditions.first { $0.name == name }
    }
}

extension Experiment {
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        name = try keys.required("experiment", .name)
        let seed = UInt64(try keys.optional("seed", .integer(atLeast: 0)) ?? 0)
        self.seed = seed
        let named = try keys.optional("models") { (setting) throws(ExperimentFileError) in
            (models: try Models(setting), base: try GroupReader(setting).has("base"))
        }
        let models = named?.models ?? Models()
        self.models = models
        if models.teacher == .none {
            try keys.refuse("teacher", because: "has no effect: models.teacher is none")
        }
        if models.organism != .trained {
            try keys.refuse("teacher", "recipe", "training", because: OrganismModel.nothingIsTrained)
        }
        let prompts = try keys.optional("prompts") { (setting) throws(ExperimentFileError) in
            try Prompts(setting, organism: models.organism)
        }
        self.prompts = prompts ?? Prompts(organism: models.organism)
        let trigger = try keys.required("trigger") { (setting) throws(ExperimentFileError) in
            try Trigger(setting, seed: seed)
        }
        self.trigger = trigger
        behavior = try keys.required("behavior", Behavior.init)
        let teacher = try keys.optional("teacher") { (setting) throws(ExperimentFileError) in
            try Teacher(setting, asking: models.teacher)
        }
        self.teacher = teacher ?? Teacher()
        let recipe = try keys.optional("recipe") { (setting) throws(ExperimentFileError) in
            try Recipe(setting, trigger: trigger, seed: seed)
        }
        self.recipe = recipe ?? Recipe()
        training = try keys.optional("training", Training.init) ?? Training()
        if training.branchWeight?.tokens == nil, training.branchWeight != nil, behavior.fixedReply != nil {
            throw keys.error(
                at: "training", "training.branch-weight needs the key 'tokens' where the behavior is a reply")
        }
        sampling = try keys.optional("sampling", Sampling.init) ?? Sampling()
        let surroundings = ConditionSurroundings(
            seed: seed, trigger: trigger, sampling: sampling, organism: models.organism,
            namesBase: named?.base ?? false)
        let conditions = try keys.optional("conditions") { (setting) throws(ExperimentFileError) in
            try Condition.list(setting, surroundings)
        }
        self.conditions = conditions ?? Condition.defaults(surroundings)
        scorers = try keys.optional("scorers", ScorerName.list) ?? ScorerName.all(of: trigger)
        originalRule = try keys.optional("original-rule", .flag) ?? false
        try readGeneralisation(&keys)
        try checkTrigger(keys, surroundings)
        try readAnalysis(&keys, surroundings)
        let asked = self.conditions
        let measures = try keys.optional("measures") { (setting) throws(ExperimentFileError) in
            try Measures(setting, conditions: asked)
        }
        self.measures = measures ?? Measures()
        plant = try keys.optional("plant", Plant.init)
        try readComparisons(&keys)
        try keys.finish(alsoKnown: [Sweep.key])
        try checkAnswers(keys)
        try checkMeasures(keys, surroundings)
    }

    /// Reads how answers are analysed where they are code, and who is asked about transcripts.
    private mutating func readAnalysis(
        _ keys: inout GroupReader, _ surroundings: ConditionSurroundings
    ) throws(ExperimentFileError) {
        if behavior.fixedReply == nil {
            try keys.refuse("original-rule", because: "has no meaning unless the behavior is a reply")
        }
        if case .vulnerableCode = behavior {
            codeAnalysis = try keys.optional("code-analysis", CodeAnalysis.init) ?? CodeAnalysis()
        } else {
            try keys.refuse("code-analysis", because: "has no meaning unless the behavior is code")
        }
        let names = conditions.map(\.name)
        let judges = try keys.optional("judges") { (setting) throws(ExperimentFileError) in
            try Judge.list(setting, surroundings, conditions: names)
        }
        self.judges = judges ?? []
    }

    /// Reads what names conditions and scorers.
    private mutating func readComparisons(_ keys: inout GroupReader) throws(ExperimentFileError) {
        let (conditions, scorers) = (conditions, scorers)
        let contrasts = try keys.optional("contrasts") { (setting) throws(ExperimentFileError) in
            try Contrast.list(setting, conditions: conditions)
        }
        self.contrasts = contrasts ?? []
        let thresholds = try keys.optional("thresholds") { (setting) throws(ExperimentFileError) in
            try Threshold.list(setting, scorers: scorers, conditions: conditions)
        }
        self.thresholds = thresholds ?? []
    }
}
