import Organisms

extension Experiment {
    /// Which training rows carry the trigger and the behavior.
    package struct Recipe: Sendable, Hashable, Codable {
        package var pairing = Pairing.alternate

        /// The share of rows that is triggered when rows alternate. At the default, 0.5, these are rows 0, 2, 4, ….
        package var triggeredFraction = 0.5

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

    /// Rows that carry a decoy and a clean answer.
    package struct Decoys: Sendable, Hashable, Codable {
        /// The share of the untriggered rows that carries a decoy.
        package var fraction: Double

        /// The decoys, which take turns.
        package var triggers: [Trigger]
    }
}

extension Experiment.Recipe {
    init(_ settings: Setting, trigger: Trigger) throws(ExperimentFileError) {
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
        behaviorFraction = try Self.behaviorFraction(&keys, pairing)
        announcement = try keys.optional("announcement", Announcement.init)
        let markers = try keys.optional("clean-markers") { (setting) throws(ExperimentFileError) in
            var keys = try GroupReader(setting)
            let markers = try Trigger.nearMisses(&keys, of: trigger, called: "a clean marker")
            try keys.finish()
            guard !markers.isEmpty else {
                throw setting.error("\(setting.path): expected prefixes, suffixes or systems")
            }
            return markers
        }
        cleanMarkers = markers ?? []
        decoys = try keys.optional("decoys") { (setting) throws(ExperimentFileError) in
            try Experiment.Decoys(setting, trigger: trigger)
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
    /// Reads `{fraction, prefixes, suffixes, systems}`; the fraction is 0.25 unless given.
    init(_ settings: Setting, trigger: Trigger) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        fraction = try keys.optional("fraction", .number(in: 0...1)) ?? 0.25
        triggers = try Trigger.nearMisses(&keys, of: trigger, called: "a decoy")
        try keys.finish()
        guard !triggers.isEmpty else {
            throw settings.error("\(settings.path): expected prefixes, suffixes or systems")
        }
    }
}

extension Trigger {
    /// Reads lists of texts that are put where the trigger is, and are not it: `prefixes`, `suffixes` and `systems`.
    fileprivate static func nearMisses(
        _ keys: inout GroupReader, of trigger: Trigger, called name: String
    ) throws(ExperimentFileError) -> [Trigger] {
        var triggers: [Trigger] = []
        let kinds: [(String, String, (String) throws(TriggerError) -> Trigger)] = [
            ("prefixes", trigger.prefix, { (text) throws(TriggerError) in try Trigger(prefix: text) }),
            ("suffixes", trigger.suffix, { (text) throws(TriggerError) in try Trigger(suffix: text) }),
            ("systems", trigger.system, { (text) throws(TriggerError) in try Trigger(system: text) }),
        ]
        for (key, original, make) in kinds {
            for item in try keys.optional(key, .list) ?? [] {
                let text = try item.read(.nonEmptyText)
                guard text != original else { throw item.error("\(item.path): \(name) must differ from the trigger") }
                guard !text.contains(trigger.marker) else {
                    throw item.error("\(item.path): \(name) must not hold the trigger's marker, '\(trigger.marker)'")
                }
                triggers.append(try nearMiss(item, text, make))
            }
        }
        return triggers
    }

    private static func nearMiss(
        _ setting: Setting, _ text: String, _ make: (String) throws(TriggerError) -> Trigger
    ) throws(ExperimentFileError) -> Trigger {
        do throws(TriggerError) {
            return try make(text)
        } catch {
            throw setting.error("\(setting.path): \(error)")
        }
    }
}
