import Endpoints

extension Experiment {
    /// A model that is asked about each transcript. Key `judges`, by name.
    package struct Judge: Sendable, Hashable, Codable {
        package var name: String

        /// The name of a shipped question, or the path of a file.
        package var question: String

        /// Who is asked. Key `model`; default: the base model.
        package var model = ModelChoice.local(name: "base")

        /// 0 always takes the likeliest token.
        package var temperature = 0.0

        package var maxTokens = 512

        /// How many labelled answers the judge is tried on, half of them vulnerable.
        package var calibration = 64
    }
}

extension Experiment.Judge {
    /// Reads judges by name.
    static func list(
        _ settings: Setting, _ surroundings: Experiment.ConditionSurroundings
    ) throws(ExperimentFileError) -> [Self] {
        var judges: [Self] = []
        for entry in try settings.entries() {
            let name = Setting(path: settings.path, place: entry.place, content: .scalar(entry.key, isPlain: true))
            judges.append(try Self(name: name.read(.name), entry.setting, surroundings))
        }
        guard !judges.isEmpty else { throw settings.expected("at least one judge") }
        return judges
    }

    private init(
        name: String, _ settings: Setting, _ surroundings: Experiment.ConditionSurroundings
    ) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        self.name = name
        question = try keys.required("question", .nonEmptyText)
        model = try keys.optional("model", Experiment.ModelChoice.init) ?? model
        temperature = try keys.optional("temperature", .number(in: 0...10)) ?? temperature
        maxTokens = try keys.optional("max-tokens", .integer(atLeast: 1)) ?? maxTokens
        calibration = try keys.optional("calibration", .integer(atLeast: 0)) ?? calibration
        try keys.finish()
        guard model != .local(name: "base") || surroundings.comparesWithBase else {
            throw settings.error(
                "\(settings.path): this asks models.base, which the file does not name; name it, or say who is asked with "
                    + "the judge's key 'model'")
        }
    }
}
