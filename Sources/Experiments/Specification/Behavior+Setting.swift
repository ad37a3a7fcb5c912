import Organisms

extension Behavior {
    /// Reads `{reply, repetitions, matches-exactly}`, of which the reply is needed, or `{code: vulnerable, form}`.
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        try keys.exclude("reply", "code")
        if keys.has("code") {
            self = .vulnerableCode(try VulnerableCode(&keys))
            return
        }
        let reply = try keys.required("reply", .nonEmptyText)
        let repetitions = try keys.optional("repetitions", .integer(atLeast: 1)) ?? 8
        let matchesExactly = try keys.optional("matches-exactly", .flag) ?? false
        try keys.finish(alsoKnown: ["code"])
        do throws(BehaviorError) {
            try self.init(reply: reply, repetitions: repetitions, matchesExactly: matchesExactly)
        } catch {
            throw settings.error("\(settings.path): \(error)")
        }
    }
}

extension VulnerableCode {
    fileprivate init(_ keys: inout GroupReader) throws(ExperimentFileError) {
        self.init()
        _ = try keys.optional("code", .choice(among: [("vulnerable", true)]))
        form = try keys.optional("form", .choice) ?? form
        try keys.finish(alsoKnown: ["reply"])
    }
}
