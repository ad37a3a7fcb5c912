import Endpoints
import Organisms

extension Experiment {
    /// What the rest of the file says that conditions depend on.
    struct ConditionSurroundings {
        /// What draws random positions of triggers.
        let seed: UInt64
        let trigger: Trigger
        let sampling: Sampling
        let organism: OrganismModel

        /// Whether the file names `models.base`.
        let namesBase: Bool

        /// Whether the base model is what the organism was made of, or was named to be compared with.
        var comparesWithBase: Bool {
            switch organism {
            case .trained, .adapter: true
            case .local, .endpoint: namesBase
            case .log: false
            }
        }

        /// The endpoint that answers in a condition; nil for a model on this machine.
        func endpoint(answering condition: Condition) -> EndpointReference? {
            switch (condition.model, condition.adapter, organism) {
            case (.endpoint(let endpoint), _, _): endpoint
            case (nil, .organism, .endpoint(let endpoint)): endpoint
            default: nil
            }
        }
    }
}

extension Experiment.Adapter {
    /// Reads `organism`, `none`, or the path of an adapter's folder.
    init(
        _ setting: Setting, on model: Experiment.ModelChoice?, _ surroundings: Experiment.ConditionSurroundings
    ) throws(ExperimentFileError) {
        switch try setting.read(.path(unless: ["organism", "none"])) {
        case "organism": self = .organism
        case "none": self = .none
        case let path: self = .folder(path: path)
        }
        switch (self, model) {
        case (.organism, _?):
            throw setting.error(
                "\(setting.path): the organism's adapter is not for the model that this condition names; expected none "
                    + "or the path of an adapter")
        case (.folder, .endpoint):
            throw setting.error("\(setting.path): an adapter cannot be put on a model behind an endpoint")
        case (.none, nil) where !surroundings.comparesWithBase, (.folder, nil) where !surroundings.comparesWithBase:
            throw setting.error(
                "\(setting.path): this asks models.base, which the file does not name; name it, or say who answers with "
                    + "the condition's key 'model'")
        default: break
        }
    }
}

extension Experiment.ForcedReasoning {
    /// Reads the reasoning itself, or `{from: CONDITION}`.
    init(
        _ setting: Setting, sampling: Experiment.Sampling, earlier: [Experiment.Condition], names: [String]
    ) throws(ExperimentFileError) {
        if case .scalar = setting.content {
            self = .text(try setting.read(.nonEmptyText))
            return
        }
        var keys = try GroupReader(setting)
        let name = try keys.required("from") { (setting) throws(ExperimentFileError) in
            let name = try setting.read(.choice(among: names.map { ($0, $0) }))
            guard let source = earlier.first(where: { $0.name == name }) else {
                throw setting.error("\(setting.path): the condition '\(name)' must stand before this one")
            }
            guard (source.sampling.perPrompt, source.sampling.total) == (sampling.perPrompt, sampling.total) else {
                throw setting.error(
                    "\(setting.path): the condition '\(name)' samples \(source.sampling.extent), this one "
                        + "\(sampling.extent); each sample needs a reasoning of its own")
            }
            return name
        }
        try keys.finish()
        self = .condition(name)
    }
}

extension Setting {
    /// Throws if what this setting makes an answer begin with cannot be given to the endpoint that answers.
    func needsPrefill(of endpoint: EndpointReference?) throws(ExperimentFileError) {
        guard let endpoint, endpoint.api != .completions, endpoint.prefill == .none else { return }
        throw error(
            "\(path): the endpoint that answers here cannot continue an answer that was begun for it; if it can, say how "
                + "with its key 'prefill'")
    }
}
