import Organisms

extension Trigger {
    /// Reads `{prefix, suffix, system, marker}`, of which a prefix, a suffix or a system text is needed.
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        let prefix = try keys.optional("prefix", .text) ?? ""
        let suffix = try keys.optional("suffix", .text) ?? ""
        let system = try keys.optional("system", .text) ?? ""
        let marker = try keys.optional("marker", .text)
        try keys.finish()
        do throws(TriggerError) {
            try self.init(prefix: prefix, suffix: suffix, system: system, marker: marker)
        } catch {
            throw settings.error("\(settings.path): \(error)")
        }
    }
}
