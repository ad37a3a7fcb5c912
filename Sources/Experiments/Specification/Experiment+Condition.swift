import Endpoints
import Organisms

extension Experiment {
    /// One way of asking: what marks the prompt, which model answers, and what its answer is made to begin with.
    package struct Condition: Sendable, Hashable, Codable {
        package var name: String

        /// What marks the prompts: the experiment's trigger for `on`, none for `off`, else the one given here.
        package var trigger: Trigger?

        /// Which variant of the trigger `trigger` is, in a condition that the key `generalisation` made.
        package var variant: TriggerVariant?

        package var adapter = Adapter.organism

        /// The model that answers in the organism's place; `adapter` is then on it, and is never `organism`.
        package var model: ModelChoice?

        /// The system prompt.
        package var system: String?

        /// The reasoning that the answer is made to begin with, in place of the model's own.
        package var reasoning: ForcedReasoning?

        /// What the answer is made to begin with. Excludes `reasoning`.
        package var prefill: String?

        /// The experiment's sampling with what the condition changes of it.
        package var sampling = Sampling()
    }

    /// The adapter that is on the model that answers.
    package enum Adapter: Sendable, Hashable, Codable {
        /// The organism as `models.organism` says; where it is trained, the base model with the trained adapter.
        case organism

        /// The base model, or the condition's model, as it is.
        case none

        /// The base model, or the condition's model, with the PEFT adapter of this folder.
        case folder(path: String)
    }

    /// Reasoning that does not come from the model that answers.
    package enum ForcedReasoning: Sendable, Hashable, Codable {
        /// The same for every prompt.
        case text(String)

        /// For each prompt and sample what was reasoned in an earlier condition, of this name.
        case condition(String)
    }
}

extension Experiment.Condition {
    /// What an experiment asks that names no conditions.
    static func defaults(_ surroundings: Experiment.ConditionSurroundings) -> [Self] {
        let (trigger, sampling) = (surroundings.trigger, surroundings.sampling)
        let organism = [
            Self(name: "clean", sampling: sampling),
            Self(name: "triggered", trigger: trigger, sampling: sampling),
        ]
        guard surroundings.comparesWithBase else { return organism }
        return organism + [Self(name: "base-model", trigger: trigger, adapter: .none, sampling: sampling)]
    }

    static func list(
        _ settings: Setting, _ surroundings: Experiment.ConditionSurroundings
    ) throws(ExperimentFileError) -> [Self] {
        let entries = try settings.entries()
        let names = entries.map(\.key)
        var conditions: [Self] = []
        for entry in entries {
            let name = Setting(path: settings.path, place: entry.place, content: .scalar(entry.key, isPlain: true))
            conditions.append(
                try Self(
                    name: name.read(.name), entry.setting, surroundings, earlier: conditions, names: names))
        }
        guard !conditions.isEmpty else { throw settings.expected("at least one condition") }
        return conditions
    }

    private init(
        name: String, _ settings: Setting, _ surroundings: Experiment.ConditionSurroundings, earlier: [Self],
        names: [String]
    ) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        self.name = name
        let marked = try keys.optional("trigger") { (setting) throws(ExperimentFileError) -> Trigger? in
            if let isOn = setting.flag { return isOn ? surroundings.trigger : nil }
            guard case .group = setting.content else { throw setting.expected("on, off or {prefix: …}") }
            return try Trigger(setting, seed: surroundings.seed)
        }
        trigger = marked ?? nil
        let model = try keys.optional("model", Experiment.ModelChoice.init)
        self.model = model
        let adapter = try keys.optional("adapter") { (setting) throws(ExperimentFileError) in
            try Experiment.Adapter(setting, on: model, surroundings)
        }
        self.adapter = adapter ?? (model == nil ? .organism : .none)
        system = try keys.optional("system", .nonEmptyText)
        let sampling = try keys.optional("sampling") { (setting) throws(ExperimentFileError) in
            try Experiment.Sampling(setting, from: surroundings.sampling)
        }
        self.sampling = sampling ?? surroundings.sampling
        try keys.exclude("reasoning", "prefill")
        let answering = surroundings.endpoint(answering: self)
        let resolved = self.sampling
        reasoning = try keys.optional("reasoning") { (setting) throws(ExperimentFileError) in
            try setting.needsPrefill(of: answering)
            return try Experiment.ForcedReasoning(setting, sampling: resolved, earlier: earlier, names: names)
        }
        prefill = try keys.optional("prefill") { (setting) throws(ExperimentFileError) in
            try setting.needsPrefill(of: answering)
            return try setting.read(.nonEmptyText)
        }
        if surroundings.organism.isImported {
            try keys.refuse(
                "model", "adapter", "system", "reasoning", "prefill",
                because: "has no effect: the transcripts are those of a log")
        }
        try keys.finish()
    }
}
