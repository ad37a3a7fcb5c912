import Organisms

extension Trigger {
    /// Reads the rest of a group: what is put where the trigger is, and is not it: texts listed under `prefixes`, `suffixes` and `systems`, and
    /// so many other values as `same-kind` says.
    static func nearMisses(
        _ settings: Setting, _ keys: inout GroupReader, of trigger: Trigger, called name: String, seed: UInt64
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
                let nearMiss = try item.trigger { () throws(TriggerError) in try make(text) }
                guard !trigger.isHeld(by: nearMiss) else {
                    throw item.error("\(item.path): \(name) must not hold the trigger's marker, '\(trigger.marker)'")
                }
                triggers.append(nearMiss)
            }
        }
        triggers +=
            try keys.optional("same-kind") { (setting) throws(ExperimentFileError) in
                let count = try setting.read(.integer(atLeast: 1))
                return try setting.trigger { () throws(TriggerError) in try trigger.decoys(count: count, seed: seed) }
            } ?? []
        try keys.finish()
        guard !triggers.isEmpty else {
            throw settings.error("\(settings.path): expected prefixes, suffixes, systems or same-kind")
        }
        return triggers
    }
}

extension Setting {
    /// What `make` makes of the setting; throws why it is no trigger.
    func trigger<Made>(_ make: () throws(TriggerError) -> Made) throws(ExperimentFileError) -> Made {
        do throws(TriggerError) {
            return try make()
        } catch {
            throw self.error("\(path): \(error)")
        }
    }
}
