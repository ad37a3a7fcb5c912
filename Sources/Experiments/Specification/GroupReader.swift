/// Reads the keys of a group one by one, and then sees that no key is left over.
///
/// What has been asked for is what is known, so the list of keys in an error message cannot go stale.
struct GroupReader {
    private let group: Setting
    private let entries: [Setting.Entry]
    private var known: [String] = []

    init(_ setting: Setting) throws(ExperimentFileError) {
        group = setting
        entries = setting.isNull ? [] : try setting.entries()
    }

    /// The value of a key, or nil where the key or its value is left out.
    mutating func optional<Value>(
        _ key: String, _ kind: SettingKind<Value>
    ) throws(ExperimentFileError) -> Value? {
        try optional(key, kind.read)
    }

    mutating func required<Value>(
        _ key: String, _ kind: SettingKind<Value>
    ) throws(ExperimentFileError) -> Value {
        try required(key, kind.read)
    }

    /// The value of a key as `read` makes it of the setting, or nil where the key or its value is left out.
    mutating func optional<Value>(
        _ key: String, _ read: (Setting) throws(ExperimentFileError) -> Value
    ) throws(ExperimentFileError) -> Value? {
        known.append(key)
        guard let entry = entries.first(where: { $0.key == key }), !entry.setting.isNull else { return nil }
        return try read(entry.setting)
    }

    mutating func required<Value>(
        _ key: String, _ read: (Setting) throws(ExperimentFileError) -> Value
    ) throws(ExperimentFileError) -> Value {
        if let value = try optional(key, read) { return value }
        if let misspelled = entries.first(where: { !known.contains($0.key) && closest(to: $0.key, among: [key]) != nil }
        ) {
            throw unknownKey(misspelled)
        }
        throw missing(key)
    }

    func missing(_ key: String) -> ExperimentFileError {
        group.error("\(group.path.isEmpty ? "the experiment" : group.path) needs the key '\(key)'")
    }

    /// An error at a key, or at the group where the key is left out.
    func error(at key: String, _ problem: String) -> ExperimentFileError {
        let place = entries.first { $0.key == key }?.place ?? group.place
        return ExperimentFileError(place: place.description, problem: problem)
    }

    /// Throws if two of `keys`, which exclude one another, are given.
    func exclude(_ keys: String...) throws(ExperimentFileError) { try exclude(keys) }

    func exclude(_ keys: [String]) throws(ExperimentFileError) {
        let given = entries.filter { keys.contains($0.key) && !$0.setting.isNull }
        guard given.count > 1 else { return }
        let both = given.map { "'\($0.key)'" }.joined(separator: " and ")
        throw ExperimentFileError(
            place: given[1].place.description, problem: "give only one of \(both)\(whereabouts)")
    }

    /// Throws if one of `keys`, which would have no effect, is given.
    mutating func refuse(_ keys: String..., because reason: String) throws(ExperimentFileError) {
        known += keys
        guard let entry = entries.first(where: { keys.contains($0.key) && !$0.setting.isNull }) else { return }
        throw ExperimentFileError(place: entry.place.description, problem: "\(entry.setting.path) \(reason)")
    }

    /// Whether a key is given with a value.
    func has(_ key: String) -> Bool {
        entries.contains { $0.key == key && !$0.setting.isNull }
    }

    /// Throws for the first key that nothing asked for.
    ///
    /// - Parameter others: keys that would have been asked for if they had been given.
    mutating func finish(alsoKnown others: [String] = []) throws(ExperimentFileError) {
        known += others
        if let entry = entries.first(where: { !known.contains($0.key) }) { throw unknownKey(entry) }
    }

    /// ` in training`, or nothing for the whole file.
    private var whereabouts: String { group.path.isEmpty ? "" : " in \(group.path)" }

    private func unknownKey(_ entry: Setting.Entry) -> ExperimentFileError {
        let problem = unknown("key '\(entry.key)'\(whereabouts)", like: entry.key, among: known)
        return ExperimentFileError(place: entry.place.description, problem: problem)
    }
}
