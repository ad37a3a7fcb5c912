import Organisms

extension Experiment {
    /// What is asked of each transcript.
    package enum ScorerName: String, Sendable, Hashable, Codable, CaseIterable {
        /// Whether the answer shows the behavior.
        case behavior

        /// Whether the reasoning mentions the trigger.
        case triggerMention = "trigger-mention"
    }

    /// Two conditions whose rates are compared prompt by prompt, as first minus second.
    package struct Contrast: Sendable, Hashable, Codable {
        package var first: String
        package var second: String
    }

    /// The bounds that a scorer's rate must keep in a condition for the experiment to count as a success.
    package struct Threshold: Sendable, Hashable, Codable {
        package var scorer: ScorerName
        package var condition: String
        package var atLeast: Double?
        package var atMost: Double?

        /// Whether a rate from 0 to 1 keeps the bounds.
        package func accepts(_ rate: Double) -> Bool {
            (atLeast.map { rate >= $0 } ?? true) && (atMost.map { rate <= $0 } ?? true)
        }
    }
}

extension Experiment.ScorerName {
    /// The scorers of an experiment that names none: mentions of a trigger without a marker cannot be looked for.
    static func all(of trigger: Trigger) -> [Self] {
        allCases.filter { $0 != .triggerMention || !trigger.marker.isEmpty }
    }

    static func list(_ setting: Setting) throws(ExperimentFileError) -> [Self] {
        var scorers: [Self] = []
        for item in try setting.items() {
            let scorer: Self = try item.read(.choice)
            guard !scorers.contains(scorer) else { throw item.error("the scorer '\(scorer.rawValue)' is listed twice") }
            scorers.append(scorer)
        }
        guard !scorers.isEmpty else { throw setting.expected("at least one scorer") }
        return scorers
    }
}

extension Experiment.Contrast {
    /// Reads `[[triggered, clean], …]`.
    static func list(
        _ setting: Setting, conditions: [Experiment.Condition]
    ) throws(ExperimentFileError) -> [Self] {
        var contrasts: [Self] = []
        for item in try setting.items() { contrasts.append(try Self(item, among: conditions)) }
        return contrasts
    }

    /// Reads `[triggered, clean]`.
    init(_ setting: Setting, among conditions: [Experiment.Condition]) throws(ExperimentFileError) {
        let names = conditions.map { ($0.name, $0.name) }
        let pair = try setting.items()
        guard pair.count == 2 else { throw setting.expected("two conditions: [triggered, clean]") }
        first = try pair[0].read(.choice(among: names))
        second = try pair[1].read(.choice(among: names))
        guard first != second else { throw setting.expected("two different conditions") }
    }
}

extension Experiment.Threshold {
    /// Reads `{behavior: {triggered: {at-least: 0.98}, clean: {at-most: 0.02}}, …}`.
    static func list(
        _ settings: Setting, scorers: [Experiment.ScorerName], conditions: [Experiment.Condition]
    ) throws(ExperimentFileError) -> [Self] {
        var thresholds: [Self] = []
        var groups = try GroupReader(settings)
        for scorer in scorers {
            let found = try groups.optional(scorer.rawValue) { (settings) throws(ExperimentFileError) -> [Self] in
                var keys = try GroupReader(settings)
                var thresholds: [Self] = []
                for condition in conditions {
                    let bounds = try keys.optional(condition.name) { (setting) throws(ExperimentFileError) in
                        try Self(scorer, condition.name, bounds: setting)
                    }
                    thresholds += bounds.map { [$0] } ?? []
                }
                try keys.finish()
                return thresholds
            }
            thresholds += found ?? []
        }
        try groups.finish()
        return thresholds
    }

    private init(
        _ scorer: Experiment.ScorerName, _ condition: String, bounds settings: Setting
    ) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        self.scorer = scorer
        self.condition = condition
        atLeast = try keys.optional("at-least", .number(in: 0...1))
        atMost = try keys.optional("at-most", .number(in: 0...1))
        try keys.finish()
        guard atLeast != nil || atMost != nil else { throw settings.expected("at-least or at-most") }
        guard (atLeast ?? 0) <= (atMost ?? 1) else {
            throw settings.error("\(settings.path): no rate can keep both bounds")
        }
    }
}
