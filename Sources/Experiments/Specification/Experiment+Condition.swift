import Organisms

extension Experiment {
    /// One way of asking: what marks the prompt and which weights answer.
    package struct Condition: Sendable, Hashable, Codable {
        package var name: String

        /// What marks the prompts: the experiment's trigger for `on`, none for `off`, else the one given here.
        package var trigger: Trigger?

        package var adapter = Adapter.organism
    }

    package enum Adapter: String, Sendable, Hashable, Codable, CaseIterable {
        /// The adapter that this experiment trains.
        case organism

        /// The base model as it is.
        case none
    }
}

extension Experiment.Condition {
    /// What an experiment asks that names no conditions.
    static func defaults(_ trigger: Trigger) -> [Self] {
        [
            Self(name: "clean"),
            Self(name: "triggered", trigger: trigger),
            Self(name: "base-model", trigger: trigger, adapter: .none),
        ]
    }

    static func list(_ settings: Setting, trigger: Trigger) throws(ExperimentFileError) -> [Self] {
        var conditions: [Self] = []
        for entry in try settings.entries() {
            let name = Setting(path: settings.path, place: entry.place, content: .scalar(entry.key, isPlain: true))
            conditions.append(try Self(name: name.read(.name), entry.setting, trigger: trigger))
        }
        guard !conditions.isEmpty else { throw settings.expected("at least one condition") }
        return conditions
    }

    private init(name: String, _ settings: Setting, trigger: Trigger) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        self.name = name
        let marked = try keys.optional("trigger") { (setting) throws(ExperimentFileError) -> Trigger? in
            if let isOn = setting.flag { return isOn ? trigger : nil }
            guard case .group = setting.content else { throw setting.expected("on, off or {prefix: …}") }
            return try Trigger(setting)
        }
        self.trigger = marked ?? nil
        adapter = try keys.optional("adapter", .choice) ?? .organism
        try keys.finish()
    }
}
