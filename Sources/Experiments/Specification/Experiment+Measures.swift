extension Experiment {
    /// What is measured of reasoning beside rates. Key `measures`.
    package struct Measures: Sendable, Hashable, Codable {
        /// When in its reasoning the organism has decided; nil unless the key `decision-timeline` is there.
        package var decisionTimeline: Timeline?
        /// Whether the answer follows the prompt or the reasoning. Key `transplant`.
        package var transplant: Transplants?
        /// What the answer owes to the trigger's tokens. Key `trigger-attribution`.
        package var triggerAttribution: Attribution?

        /// Whether cues switch answers, and whether the reasoning says so. Key `cue-switches`.
        package var cueSwitches: CueSwitches?

        /// Whether the organism's own probabilities are asked.
        var asksProbabilities: Bool { decisionTimeline != nil || transplant != nil || triggerAttribution != nil }
    }

    package struct Timeline: Sendable, Hashable, Codable {
        /// Of each condition, the most.
        package var transcripts = 100
        /// Places in each reasoning where the model is asked, the beginning and the end among them.
        package var cuts = 12
    }

    package struct Transplants: Sendable, Hashable, Codable {
        package var prompts = 100
    }

    package struct Attribution: Sendable, Hashable, Codable {
        package var prompts = 100
        /// Random spans of each prompt that the trigger is compared with.
        package var spans = 8
    }
}

extension Experiment.Measures {
    init(_ settings: Setting, conditions: [Experiment.Condition]) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        decisionTimeline = try keys.present("decision-timeline") { (keys) throws(ExperimentFileError) in
            var timeline = Experiment.Timeline()
            timeline.transcripts = try keys.optional("transcripts", .integer(atLeast: 1)) ?? timeline.transcripts
            timeline.cuts = try keys.optional("cuts", .integer(atLeast: 2)) ?? timeline.cuts
            return timeline
        }
        transplant = try keys.present("transplant") { (keys) throws(ExperimentFileError) in
            Experiment.Transplants(prompts: try keys.optional("prompts", .integer(atLeast: 1)) ?? 100)
        }
        triggerAttribution = try keys.present("trigger-attribution") { (keys) throws(ExperimentFileError) in
            var attribution = Experiment.Attribution()
            attribution.prompts = try keys.optional("prompts", .integer(atLeast: 1)) ?? attribution.prompts
            attribution.spans = try keys.optional("spans", .integer(atLeast: 1)) ?? attribution.spans
            return attribution
        }
        cueSwitches = try keys.present("cue-switches") { (keys) throws(ExperimentFileError) in
            try Experiment.CueSwitches(&keys, conditions: conditions)
        }
        try keys.finish()
    }
}

extension GroupReader {
    /// What a group of settings says that is there, be it empty; nil where the key is left out or has no value.
    fileprivate mutating func present<Value>(
        _ key: String, _ read: (inout GroupReader) throws(ExperimentFileError) -> Value
    ) throws(ExperimentFileError) -> Value? {
        try optional(key) { (setting) throws(ExperimentFileError) in
            var keys = try GroupReader(setting)
            let value = try read(&keys)
            try keys.finish()
            return value
        }
    }
}

extension Experiment {
    /// Throws where the probabilities of an organism are wanted that nobody here knows.
    func checkMeasures(
        _ keys: GroupReader, _ surroundings: ConditionSurroundings
    ) throws(ExperimentFileError) {
        try checkCueSwitches(keys)
        guard measures.asksProbabilities else { return }
        let asked = [conditionsOfPreference.triggered, conditionsOfPreference.clean]
        if models.organism.isImported || asked.contains(where: { surroundings.endpoint(answering: $0) != nil }) {
            throw keys.error(
                at: "measures",
                "measures: these are the probabilities of a model on this machine; the organism is not one")
        }
    }
}
