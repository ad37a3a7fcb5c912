import Endpoints
import Evaluation

extension Experiment {
    /// A model that is asked about transcripts. Key `judges`, by name.
    package struct Judge: Sendable, Hashable, Codable {
        package var name: String

        /// The name of a shipped question, or the path of a file.
        package var question: String

        /// Which transcripts it is asked about; nil for those that its question says. Key `of`.
        package var selection: JudgeSelection?

        /// The conditions whose transcripts it is asked about; nil for all.
        package var conditions: [String]?

        /// Who is asked. Key `model`; default: the base model.
        package var model = ModelChoice.local(name: "base")

        /// How its verdict is found.
        package var reply = Reply.text

        /// 0 always takes the likeliest token.
        package var temperature = 0.0

        package var maxTokens = 512

        /// What a reply is made to begin with, to hold a small model to the form; read as a part of the reply.
        package var prefill: String?

        /// How many labelled items the judge is tried on.
        package var calibration = 64

        /// The name of a shipped set of labelled transcripts, or the path of a file; nil for the set, or the code, that is
        /// shipped for the question.
        package var calibrationSet: String?

        /// How a verdict is found. Key `reply`.
        package enum Reply: String, Sendable, Hashable, Codable, CaseIterable {
            /// It is read from what the judge writes.
            case text
            /// It is the one whose reply the judge finds likeliest.
            case labelProbabilities = "label-probabilities"
            /// The same, after what it would find likeliest if asked about nothing was taken out.
            case calibratedLabelProbabilities = "calibrated-label-probabilities"
        }
    }
}

extension Experiment.Judge {
    /// Reads judges by name.
    static func list(
        _ settings: Setting, _ surroundings: Experiment.ConditionSurroundings, conditions: [String]
    ) throws(ExperimentFileError) -> [Self] {
        var judges: [Self] = []
        for entry in try settings.entries() {
            let name = Setting(path: settings.path, place: entry.place, content: .scalar(entry.key, isPlain: true))
            judges.append(
                try Self(
                    name: name.read(.name), entry.setting, surroundings, conditions: conditions,
                    earlier: judges.map(\.name)))
        }
        guard !judges.isEmpty else { throw settings.expected("at least one judge") }
        return judges
    }

    private init(
        name: String, _ settings: Setting, _ surroundings: Experiment.ConditionSurroundings, conditions: [String],
        earlier: [String]
    ) throws(ExperimentFileError) {
        guard !Self.selections.contains(name) else {
            throw settings.error(
                "\(settings.path): a judge cannot be called '\(name)', which says of what one is asked")
        }
        var keys = try GroupReader(settings)
        self.name = name
        question = try keys.required("question", .nonEmptyText)
        selection = try keys.optional(
            "of", .choice(among: (Self.selections + earlier).map { ($0, .init(rawValue: $0)) }))
        self.conditions = try keys.optional("conditions") { (setting) throws(ExperimentFileError) in
            var names: [String] = []
            for item in try setting.items() { names.append(try item.read(.choice(among: conditions.map { ($0, $0) }))) }
            guard !names.isEmpty else { throw setting.expected("at least one condition") }
            return names
        }
        model = try keys.optional("model", Experiment.ModelChoice.init) ?? model
        let endpoint: EndpointReference? = if case .endpoint(let reference) = model { reference } else { nil }
        reply = try keys.optional("reply", .choice) ?? reply
        if reply != .text {
            guard endpoint == nil else {
                throw keys.error(
                    at: "reply",
                    "\(settings.path).reply: \(reply.rawValue) has no meaning for a judge behind an endpoint, which does not "
                        + "tell how probable every reply is; ask a model on this machine, or leave it out")
            }
            try keys.refuse("temperature", "max-tokens", because: "has no meaning where no reply is written")
        }
        temperature = try keys.optional("temperature", .number(in: 0...10)) ?? temperature
        maxTokens = try keys.optional("max-tokens", .integer(atLeast: 1)) ?? maxTokens
        prefill = try keys.optional("prefill") { (setting) throws(ExperimentFileError) in
            try setting.needsPrefill(of: endpoint)
            return try setting.read(.nonEmptyText)
        }
        calibration = try keys.optional("calibration", .integer(atLeast: 0)) ?? calibration
        calibrationSet = try keys.optional("calibration-set", .nonEmptyText)
        try keys.finish()
        guard model != .local(name: "base") || surroundings.comparesWithBase else {
            throw settings.error(
                "\(settings.path): this asks models.base, which the file does not name; name it, or say who is asked with "
                    + "the judge's key 'model'")
        }
    }

    private static let selections = ["all", "fired"]
}
