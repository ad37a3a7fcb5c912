/// One `--set training.rank=8`: a path of keys and the value that takes the place of what the file says there.
struct SettingOverride: Sendable {
    private let text: String
    private let keys: [String]
    private let value: Setting

    /// Reads `path=value`. A value that begins with `[`, `{` or a quote is YAML, any other is taken as it stands.
    init(_ text: String) throws(ExperimentFileError) {
        let place = SettingPlace.override(text)
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        keys = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, keys.allSatisfy({ !$0.isEmpty }) else {
            throw ExperimentFileError(place: place.description, problem: "expected path=value, such as training.rank=8")
        }
        self.text = text
        if parts[1].first.map({ "[{\"'".contains($0) }) == true {
            var parser = SettingsParser(fileName: place.description)
            value = try parser.parse(parts[1]).moved(to: parts[0], place: place)
        } else {
            value = Setting(path: parts[0], place: place, content: .scalar(parts[1], isPlain: true))
        }
    }

    /// The settings with this override in force.
    func applied(to settings: Setting) throws(ExperimentFileError) -> Setting {
        try replace(keys[...], in: settings)
    }

    private func replace(_ keys: ArraySlice<String>, in setting: Setting) throws(ExperimentFileError) -> Setting {
        guard let key = keys.first else { return value }
        guard setting.isNull || setting.isGroup else {
            throw ExperimentFileError(
                place: SettingPlace.override(text).description, problem: "\(setting.path) holds a value, not keys")
        }
        var entries = setting.isNull ? [] : try setting.entries()
        let index = entries.firstIndex { $0.key == key } ?? entries.endIndex
        if index == entries.endIndex {
            let path = setting.path.isEmpty ? key : "\(setting.path).\(key)"
            let empty = Setting(path: path, place: .override(text), content: .group([]))
            entries.append(.init(key: key, place: .override(text), setting: empty))
        }
        entries[index].setting = try replace(keys.dropFirst(), in: entries[index].setting)
        var changed = setting
        changed.content = .group(entries)
        return changed
    }
}

extension Setting {
    fileprivate var isGroup: Bool {
        if case .group = content { true } else { false }
    }

    /// The same value as if everything in it had been written at `place`.
    fileprivate func moved(to path: String, place: SettingPlace) -> Setting {
        let content: Content =
            switch content {
            case .scalar: content
            case .list(let items):
                .list(items.enumerated().map { $1.moved(to: "\(path)[\($0)]", place: place) })
            case .group(let entries):
                .group(
                    entries.map {
                        Entry(
                            key: $0.key, place: place, setting: $0.setting.moved(to: "\(path).\($0.key)", place: place))
                    })
            }
        return Setting(path: path, place: place, content: content)
    }
}
