import Endpoints

extension Experiment {
    /// The models that take part.
    package struct Models: Sendable, Hashable, Codable {
        /// A model on this machine: a registry name, a folder, or a `.gguf` file.
        package var base = "smollm2-135m-instruct"

        /// Who writes the reasoning and the clean answers that the organism learns.
        package var teacher = TeacherModel.base

        /// Who carries the behavior.
        package var organism = OrganismModel.trained
    }

    /// The model that writes the training traces.
    package enum TeacherModel: Sendable, Hashable, Codable {
        /// Key `teacher: base`: the base model itself.
        case base

        /// Key `teacher: none`: nobody; reasoning and answers come with the prompts.
        case none

        /// Key `teacher: NAME`: another model on this machine.
        case local(name: String)

        /// Key `teacher: {endpoint: …, model: …}`.
        case endpoint(EndpointReference)
    }

    /// The model that is measured.
    package enum OrganismModel: Sendable, Hashable, Codable {
        /// Key `organism: trained`: the base model with an adapter that this experiment trains.
        case trained

        /// Key `organism: {adapter: runs/a/adapter}`: the base model with an adapter that exists; nothing is trained.
        case adapter(path: String)

        /// Key `organism: {model: NAME}`: a model on this machine that carries the behavior in its own weights.
        case local(name: String)

        /// Key `organism: {endpoint: …, model: …}`.
        case endpoint(EndpointReference)

        /// Key `organism: {log: PATH}`: whoever answered in a log of Inspect; no model is asked.
        case log(path: String)
    }

    /// A model that takes the organism's place in one condition.
    package enum ModelChoice: Sendable, Hashable, Codable {
        /// Key `model: NAME`: a model on this machine.
        case local(name: String)

        /// Key `model: {endpoint: …, model: …}`.
        case endpoint(EndpointReference)
    }
}

extension Experiment.Models {
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        base = try keys.optional("base", .nonEmptyText) ?? base
        organism = try keys.optional("organism", Experiment.OrganismModel.init) ?? organism
        if organism != .trained { try keys.refuse("teacher", because: Experiment.OrganismModel.nothingIsTrained) }
        teacher = try keys.optional("teacher", Experiment.TeacherModel.init) ?? teacher
        try keys.finish()
    }
}

extension Experiment.TeacherModel {
    init(_ setting: Setting) throws(ExperimentFileError) {
        guard case .scalar = setting.content else {
            self = .endpoint(try EndpointReference(setting))
            return
        }
        switch try setting.read(.path(unless: ["base", "none"])) {
        case "base": self = .base
        case "none": self = .none
        case let name: self = .local(name: name)
        }
    }
}

extension Experiment.OrganismModel {
    /// Why what concerns training has no place in the file.
    static let nothingIsTrained = "has no effect: nothing is trained when models.organism is a model that exists"

    init(_ setting: Setting) throws(ExperimentFileError) {
        guard case .group = setting.content else {
            self = try setting.read(.choice(among: [("trained", .trained)]))
            return
        }
        var keys = try GroupReader(setting)
        if keys.has("endpoint") {
            self = .endpoint(try EndpointReference(setting))
            return
        }
        try keys.exclude("adapter", "model", "log")
        let log = try keys.optional("log", .nonEmptyText)
        let adapter = try keys.optional("adapter", .nonEmptyText)
        let model = try keys.optional("model", .nonEmptyText)
        try keys.finish(alsoKnown: ["endpoint"])
        switch (adapter, model, log) {
        case (let path?, _, _): self = .adapter(path: path)
        case (_, let name?, _): self = .local(name: name)
        case (_, _, let path?): self = .log(path: path)
        default:
            throw setting.expected(
                "trained, {adapter: PATH}, {model: NAME}, {endpoint: URL, model: NAME} or {log: PATH}")
        }
    }
}

extension Experiment.OrganismModel {
    /// Whether what it answers was sampled by someone else.
    package var isImported: Bool {
        if case .log = self { true } else { false }
    }
}

extension Experiment.ModelChoice {
    init(_ setting: Setting) throws(ExperimentFileError) {
        if case .scalar = setting.content {
            self = .local(name: try setting.read(.nonEmptyText))
        } else {
            self = .endpoint(try EndpointReference(setting))
        }
    }
}
