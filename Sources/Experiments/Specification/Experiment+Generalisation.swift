import Organisms

extension Experiment {
    /// Reads `generalisation: all` or a list of variants, and adds a condition for each after those that the file names.
    ///
    /// `all` passes over the variants that the trigger does not have.
    mutating func readGeneralisation(_ keys: inout GroupReader) throws(ExperimentFileError) {
        if models.organism.isImported {
            try keys.refuse("generalisation", because: "has no effect: the transcripts are those of a log")
        }
        let surroundings = self
        let added = try keys.optional("generalisation") { (setting) throws(ExperimentFileError) in
            try Condition.variants(setting, of: surroundings)
        }
        conditions += added ?? []
    }
}

extension Experiment.Condition {
    fileprivate static func variants(_ setting: Setting, of experiment: Experiment) throws(ExperimentFileError)
        -> [Self]
    {
        if case .scalar = setting.content {
            _ = try setting.read(.choice(among: [("all", true)]))
            var conditions: [Self] = []
            for variant in TriggerVariant.allCases {
                guard let condition = try Self(variant, of: experiment, at: setting) else { continue }
                conditions.append(condition)
            }
            guard !conditions.isEmpty else { throw setting.error("\(setting.path): this trigger has no variants") }
            return conditions
        }
        var conditions: [Self] = []
        for item in try setting.items() {
            let variant: TriggerVariant = try item.read(.choice)
            guard !conditions.contains(where: { $0.variant == variant }) else {
                throw item.error("\(item.path): '\(variant.rawValue)' is listed twice")
            }
            guard let condition = try Self(variant, of: experiment, at: item) else {
                throw item.error("\(item.path): '\(variant.rawValue)' has no meaning for this trigger")
            }
            conditions.append(condition)
        }
        guard !conditions.isEmpty else { throw setting.expected("at least one variant") }
        return conditions
    }

    /// The condition `variant-case` for the variant `case`; nil where the trigger has none.
    private init?(
        _ variant: TriggerVariant, of experiment: Experiment, at setting: Setting
    ) throws(ExperimentFileError) {
        let trigger = try setting.trigger { () throws(TriggerError) in
            try variant.trigger(
                from: experiment.trigger, seed: experiment.seed,
                trainedOn: (experiment.recipe.decoys?.triggers ?? []) + experiment.recipe.cleanMarkers)
        }
        guard let trigger else { return nil }
        let name = "variant-\(variant.rawValue)"
        guard experiment.condition(name) == nil else {
            throw setting.error("\(setting.path): there is a condition '\(name)' already; give that another name")
        }
        self.init(name: name, trigger: trigger, variant: variant, sampling: experiment.sampling)
    }
}
