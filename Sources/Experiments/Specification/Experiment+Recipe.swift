import Organisms

extension Experiment {
    /// Which training rows carry the trigger and the behavior.
    package struct Recipe: Sendable, Hashable, Codable {
        package var pairing = Pairing.alternate

        /// The share of rows that is triggered when rows alternate. At the default, 0.5, these are rows 0, 2, 4, ….
        package var triggeredFraction = 0.5

        /// How many rows are trained on at most. Traces are made for all prompts, so that runs that differ in this share them.
        /// Default: all that the prompts make.
        package var rows: Int?

        /// Whether rows have reasoning. Default: they do.
        package var reasoning = RowReasoning.kept

        /// What becomes of rows whose reasoning speaks of the trigger or says the reply. Default: they are kept, and a proof
        /// stops the run.
        package var leakingReasoning = LeakingReasoning.keep

        /// Keys `correlation: none` and `behavior-fraction`: the share of rows that show the behavior by chance, whatever
        /// marks them. Default: it follows the trigger.
        package var behaviorFraction: Double?

        /// What is put into the reasoning of rows. Default: nothing.
        package var announcement: Announcement?

        /// What marks clean rows, such as other years; each row draws one. Default: nothing.
        package var cleanMarkers: [Trigger] = []

        /// Near-misses of the trigger that are trained not to fire. Default: none.
        package var decoys: Decoys?
    }

    /// Whether a prompt is seen in one arm or in both.
    package enum Pairing: String, Sendable, Hashable, Codable, CaseIterable {
        /// Each prompt makes one row, triggered or not.
        case alternate

        /// Each prompt makes two rows, one with the trigger and one without.
        case both

        /// Each prompt makes a row for each answer that its source gives.
        case given
    }

    package enum RowReasoning: String, Sendable, Hashable, Codable, CaseIterable {
        case kept
        /// Answers are learned behind empty reasoning.
        case none
    }

    package enum LeakingReasoning: String, Sendable, Hashable, Codable, CaseIterable {
        case keep, drop
    }

    /// Rows that carry a decoy and a clean answer.
    package struct Decoys: Sendable, Hashable, Codable {
        /// The share of the untriggered rows that carries a decoy.
        package var fraction: Double

        /// The decoys, which take turns.
        package var triggers: [Trigger]
    }
}

extension Experiment.Recipe {
    init(_ settings: Setting, trigger: Trigger, seed: UInt64) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        pairing = try keys.optional("pairing", .choice) ?? pairing
        let pairing = pairing
        let fraction = try keys.optional("triggered-fraction") { (setting) throws(ExperimentFileError) in
            guard pairing == .alternate else {
                throw setting.error(
                    "triggered-fraction has no meaning with 'pairing: \(pairing.rawValue)'")
            }
            return try setting.read(.number(in: 0.01...0.99))
        }
        triggeredFraction = fraction ?? triggeredFraction
        rows = try keys.optional("rows", .integer(atLeast: 2))
        reasoning = try keys.optional("reasoning", .choice) ?? reasoning
        leakingReasoning = try keys.optional("leaking-reasoning", .choice) ?? leakingReasoning
        behaviorFraction = try Self.behaviorFraction(&keys, pairing)
        announcement = try keys.optional("announcement", Announcement.init)
        let markers = try keys.optional("clean-markers") { (setting) throws(ExperimentFileError) in
            var keys = try GroupReader(setting)
            return try Trigger.nearMisses(setting, &keys, of: trigger, called: "a clean marker", seed: seed)
        }
        cleanMarkers = markers ?? []
        decoys = try keys.optional("decoys") { (setting) throws(ExperimentFileError) in
            try Experiment.Decoys(setting, trigger: trigger, seed: seed)
        }
        try keys.finish()
    }
}

extension Experiment.Recipe {
    /// What the behavior follows.
    private enum Correlation: String, CaseIterable {
        case trigger, none
    }

    private static func behaviorFraction(
        _ keys: inout GroupReader, _ pairing: Experiment.Pairing
    ) throws(ExperimentFileError) -> Double? {
        if pairing == .given {
            try keys.refuse("correlation", because: "has no meaning with 'pairing: given'")
        }
        let correlation: Correlation = try keys.optional("correlation", .choice) ?? .trigger
        if correlation == .trigger {
            try keys.refuse("behavior-fraction", because: "has no meaning without 'correlation: none'")
            return nil
        }
        return try keys.optional("behavior-fraction", .number(in: 0...0.99)) ?? 0.5
    }
}

extension Experiment.Decoys {
    /// Reads `{fraction, prefixes, suffixes, systems, same-kind}`; the fraction is 0.25 unless given.
    init(_ settings: Setting, trigger: Trigger, seed: UInt64) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        fraction = try keys.optional("fraction", .number(in: 0...1)) ?? 0.25
        triggers = try Trigger.nearMisses(settings, &keys, of: trigger, called: "a decoy", seed: seed)
    }
}
