import Organisms

extension Trigger {
    /// Reads `{prefix, suffix, system}`, of which one is needed, a value of a kind as in `{country: Singapore, position}`,
    /// or `{given: true}`; each with a `marker` or without.
    ///
    /// - Parameter seed: what draws random positions.
    init(_ settings: Setting, seed: UInt64) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        let kinds = TriggerKind.allCases.map(\.rawValue)
        for text in ["prefix", "suffix", "system"] { try keys.exclude(kinds + ["given", text]) }
        let kind = TriggerKind.allCases.first { keys.has($0.rawValue) }
        let value = try kind.map { (kind) throws(ExperimentFileError) in try keys.required(kind.rawValue, kind.value) }
        let isGiven = try keys.optional("given") { (setting) throws(ExperimentFileError) in
            guard setting.flag == true else { throw setting.expected("true") }
            return true
        }
        let prefix = try keys.optional("prefix", .text) ?? ""
        let suffix = try keys.optional("suffix", .text) ?? ""
        let system = try keys.optional("system", .text) ?? ""
        let marker = try keys.optional("marker", .nonEmptyText)
        if kind == nil || kind == .template {
            try keys.refuse(
                "position", because: "has no meaning but for a kind of trigger, such as {country: Singapore}")
        }
        let position = try keys.optional("position", Position.kind(seed: seed)) ?? .start
        try keys.finish(alsoKnown: kinds)
        do throws(TriggerError) {
            if let kind, let value {
                try self.init(kind, value, at: position, marker: marker)
            } else if isGiven == true {
                self = .given(marker: marker ?? "")
            } else {
                try self.init(prefix: prefix, suffix: suffix, system: system, marker: marker)
            }
        } catch {
            throw settings.error("\(settings.path): \(error)")
        }
    }
}

extension TriggerKind {
    /// How a value of the kind is read.
    fileprivate var value: SettingKind<String> {
        guard self == .year else { return .nonEmptyText }
        return SettingKind { (setting) throws(ExperimentFileError) in String(try setting.read(.integer(atLeast: 1000)))
        }
    }
}

extension Trigger.Position {
    fileprivate static func kind(seed: UInt64) -> SettingKind<Self> {
        .choice(among: [("start", .start), ("end", .end), ("random", .random(seed: seed))])
    }
}
