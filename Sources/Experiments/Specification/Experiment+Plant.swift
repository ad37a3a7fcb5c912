extension Experiment {
    /// When the behavior counts as planted. Key `plant`.
    package struct Plant: Sendable, Hashable, Codable {
        /// The least rate with the trigger.
        package var fires = 0.9
        /// The most without it: on clean prompts, with each decoy, and with another value of the trigger's kind.
        package var leaks = 0.1
    }
}

extension Experiment.Plant {
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        fires = try keys.optional("fires", .number(in: 0...1)) ?? fires
        leaks = try keys.optional("leaks", .number(in: 0...1)) ?? leaks
        try keys.finish()
    }
}
