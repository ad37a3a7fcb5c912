import Organisms

extension Announcement {
    /// Reads `{triggered, clean, at}`, or `{behavior, clean, at}`, of which the clean sentence and the place may be left
    /// out.
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        try keys.exclude("triggered", "behavior")
        let (triggered, behavior) = (
            try keys.optional("triggered", Self.sentence), try keys.optional("behavior", Self.sentence)
        )
        let clean = try keys.optional("clean", Self.sentence)
        let position: Position = try keys.optional("at", .choice) ?? .end
        try keys.finish()
        guard let sentence = triggered ?? behavior else { throw settings.expected("triggered or behavior, a sentence") }
        self.init(of: triggered == nil ? .behavior : .trigger, sentence, clean: clean, at: position)
    }

    private static func sentence(_ setting: Setting) throws(ExperimentFileError) -> String {
        let sentence = try setting.read(.nonEmptyText)
        for match in sentence.matches(of: /\{[^{}]*\}/) where match.output != markerPlaceholder {
            let problem = unknown(
                "placeholder '\(match.output)'", like: String(match.output), among: [markerPlaceholder])
            throw setting.error("\(setting.path): \(problem)")
        }
        return sentence
    }
}
