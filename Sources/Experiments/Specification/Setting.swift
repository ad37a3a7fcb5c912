/// A value of an experiment file together with where it was written.
struct Setting: Sendable {
    enum Content: Sendable {
        /// A scalar as it was written; a plain one has no quotes, and only a plain one can be null, a flag or a number.
        case scalar(String, isPlain: Bool)
        case list([Setting])
        case group([Entry])
    }

    /// One `key: value` of a group, with the place of its key.
    struct Entry: Sendable {
        let key: String
        let place: SettingPlace
        var setting: Setting
    }

    /// The keys that lead here, joined by dots: `training.rank`; empty for the whole file.
    let path: String
    let place: SettingPlace
    var content: Content

    /// Whether nothing was written, as in `rank:` or `rank: null`.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null"].contains(text)
    }

    func error(_ problem: String) -> ExperimentFileError {
        ExperimentFileError(place: place.description, problem: problem)
    }

    func expected(_ expectation: String) -> ExperimentFileError {
        error("\(path.isEmpty ? "" : path + ": ")expected \(expectation), found \(found)")
    }

    private var found: String {
        switch content {
        case _ where isNull: "nothing"
        case .scalar(let text, isPlain: true): text
        case .scalar(let text, isPlain: false): "the text '\(text)'"
        case .list(let items): "a list of \(items.count)"
        case .group(let entries): "the keys {\(entries.map(\.key).joined(separator: ", "))}"
        }
    }
}

/// Where a setting was written.
enum SettingPlace: Sendable, Hashable, CustomStringConvertible {
    /// A position in a file; lines and columns count from 1.
    case file(String, line: Int, column: Int)

    /// The path of a `--set path=value` option. The value is left out: it may be a key that was put in the wrong place.
    case override(String)

    var description: String {
        switch self {
        case .file(let name, let line, let column): "\(name):\(line):\(column)"
        case .override(let text): "--set \(text)"
        }
    }
}
