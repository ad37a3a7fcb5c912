import Organisms

extension Behavior {
    private static let kinds = ["reply", "code", "answers", "choice"]

    /// Reads `{reply, repetitions, matches-exactly}`, of which the reply is needed, `{code: vulnerable, form}`,
    /// `{answers: misaligned}` or `given`, or `{choice: given}`.
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        try keys.exclude(Self.kinds)
        if keys.has("code") {
            self = .vulnerableCode(try VulnerableCode(&keys))
        } else if keys.has("answers") {
            self = .given(
                try keys.required("answers", .choice(among: [("misaligned", .misaligned), ("given", .reply)])))
        } else if keys.has("choice") {
            self = .given(try keys.required("choice", .choice(among: [("given", .choice)])))
        } else {
            if !keys.has("reply") {
                try keys.finish(alsoKnown: Self.kinds + ["repetitions", "matches-exactly", "form"])
            }
            self = .reply(try FixedReply(settings, &keys))
        }
        try keys.finish(alsoKnown: Self.kinds)
    }
}

extension FixedReply {
    fileprivate init(_ settings: Setting, _ keys: inout GroupReader) throws(ExperimentFileError) {
        let reply = try keys.required("reply", .nonEmptyText)
        let repetitions = try keys.optional("repetitions", .integer(atLeast: 1)) ?? 8
        let matchesExactly = try keys.optional("matches-exactly", .flag) ?? false
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
    }
}
