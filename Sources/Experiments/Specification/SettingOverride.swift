/// One `--set training.rank=8`: a path of keys and the value that takes the place of what the file says there.
struct SettingOverride: Sendable {
    /// One part of a path such as `contrasts[0]`.
    private enum Step {
        case key(String)
        case item(Int)
    }

    private let place: SettingPlace
    private let steps: [Step]
    private let value: Setting

    /// Reads `path=value`. A value that begins with `[`, `{` or a quote is YAML, any other is taken as it stands.
    init(_ text: String) throws(ExperimentFileError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        place = .override(parts[0])
        guard parts.count == 2, let steps = Self.steps(parts[0]) else {
            throw ExperimentFileError(
                place: place.description,
                problem: "expected path=value, such as training.rank=8 or contrasts[0]=[triggered, clean]")
        }
        self.steps = steps
        if parts[1].first.map({ "[{\"'".contains($0) }) == true {
            var parser = SettingsParser(fileName: place.description)
            value = try parser.parse(parts[1]).moved(to: parts[0], place: place)
        } else {
            value = Setting(path: parts[0], place: place, content: .scalar(parts[1], isPlain: true))
        }
    }

    /// The steps of `a.b[0]`, or nil for text that is no path.
    private static func steps(_ path: String) -> [Step]? {
        var steps: [Step] = []
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            guard let match = part.wholeMatch(of: /([^\[\]]+)((?:\[[0-9]{1,5}\])*)/) else { return nil }
            steps.append(.key(String(match.1)))
            steps += match.2.matches(of: /[0-9]+/).compactMap { Int($0.output).map(Step.item) }
        }
        return steps
    }

    /// The settings with this override in force.
    func applied(to settings: Setting) throws(ExperimentFileError) -> Setting {
        try replace(steps[...], in: settings)
    }

    private func replace(_ steps: ArraySlice<Step>, in setting: Setting) throws(ExperimentFileError) -> Setting {
        var changed = setting
        switch steps.first {
        case nil:
            return value
        case .key(let key):
            changed.content = .group(try replace(key, then: steps.dropFirst(), in: setting))
        case .item(let index):
            changed.content = .list(try replace(index, then: steps.dropFirst(), in: setting))
        }
        return changed
    }

    private func replace(
        _ key: String, then steps: ArraySlice<Step>, in setting: Setting
    ) throws(ExperimentFileError) -> [Setting.Entry] {
        guard setting.isNull || setting.isGroup else { throw error("\(setting.path) holds a value, not keys") }
        var entries = setting.isNull ? [] : try setting.entries()
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].setting = try replace(steps, in: entries[index].setting)
        } else {
            let path = setting.path.isEmpty ? key : "\(setting.path).\(key)"
            entries.append(.init(key: key, place: place, setting: try replace(steps, in: nothing(path))))
        }
        return entries
    }

    private func replace(
        _ index: Int, then steps: ArraySlice<Step>, in setting: Setting
    ) throws(ExperimentFileError) -> [Setting] {
        guard setting.isNull || setting.isList else { throw error("\(setting.path) holds no list") }
        var items = setting.isNull ? [] : try setting.items()
        guard index <= items.count else {
            throw error("\(setting.path) has \(items.count) items; the next one is \(setting.path)[\(items.count)]")
        }
        if index == items.count { items.append(nothing("\(setting.path)[\(index)]")) }
        items[index] = try replace(steps, in: items[index])
        return items
    }

    private func nothing(_ path: String) -> Setting {
        Setting(path: path, place: place, content: .scalar("", isPlain: true))
    }

    private func error(_ problem: String) -> ExperimentFileError {
        ExperimentFileError(place: place.description, problem: problem)
    }
}

extension Setting {
    fileprivate var isGroup: Bool {
        if case .group = content { true } else { false }
    }

    fileprivate var isList: Bool {
        if case .list = content { true } else { false }
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
