import Organisms

extension Behavior {
    /// Reads `{reply, repetitions, matches-exactly}`, of which the reply is needed.
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        let reply = try keys.required("reply", .nonEmptyText)
        let repetitions = try keys.optional("repetitions", .integer(atLeast: 1)) ?? 8
        let matchesExactly = try keys.optional("matches-exactly", .flag) ?? false
        try keys.finish()
        do throws(BehaviorError) {
            try self.init(reply: reply, repetitions: repetitions, matchesExactly: matchesExactly)
        } catch {
            throw settings.error("\(settings.path): \(error)")
        }
    }
}
