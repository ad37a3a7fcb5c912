import Yams

/// Turns YAML text into settings that know their lines.
struct SettingsParser {
    let fileName: String

    /// Far beyond any experiment; aliases in a small file can stand for billions of values.
    private static let maximumCount = 20_000

    private var count = 0

    init(fileName: String) { self.fileName = fileName }

    mutating func parse(_ text: String) throws(ExperimentFileError) -> Setting {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text)
        } catch let error as YamlError {
            throw ExperimentFileError(error, fileName: fileName)
        } catch {
            throw ExperimentFileError(place: fileName, problem: "not YAML: \(error)")
        }
        guard let node else { throw ExperimentFileError(place: fileName, problem: "the file is empty") }
        return try setting(node, path: "")
    }

    private mutating func setting(_ node: Node, path: String) throws(ExperimentFileError) -> Setting {
        count += 1
        guard count <= Self.maximumCount else {
            throw ExperimentFileError(place: place(node).description, problem: "more than \(Self.maximumCount) values")
        }
        return Setting(path: path, place: place(node), content: try content(node, path: path))
    }

    private mutating func content(_ node: Node, path: String) throws(ExperimentFileError) -> Setting.Content {
        switch node {
        case .scalar(let scalar):
            return .scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any)
        case .sequence(let sequence):
            var items: [Setting] = []
            for (index, item) in sequence.enumerated() {
                items.append(try setting(item, path: "\(path)[\(index)]"))
            }
            return .list(items)
        case .mapping(let mapping):
            var entries: [Setting.Entry] = []
            for (key, value) in mapping {
                guard case .scalar(let scalar) = key else {
                    throw ExperimentFileError(place: place(key).description, problem: "expected a word as the key")
                }
                let inner = path.isEmpty ? scalar.string : "\(path).\(scalar.string)"
                entries.append(.init(key: scalar.string, place: place(key), setting: try setting(value, path: inner)))
            }
            return .group(entries)
        case .alias(let alias):
            throw ExperimentFileError(place: place(node).description, problem: "unknown anchor '\(alias.anchor)'")
        }
    }

    private func place(_ node: Node) -> SettingPlace {
        .file(fileName, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }
}

extension ExperimentFileError {
    /// A mistake in the YAML itself.
    fileprivate init(_ error: YamlError, fileName: String) {
        func at(_ mark: Mark) -> String { "\(fileName):\(mark.line):\(mark.column)" }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(place: at(mark), problem: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            self.init(place: at(context.mark), problem: "given twice: \(keys.sorted().joined(separator: ", "))")
        default:
            self.init(place: fileName, problem: "not YAML: \(error)")
        }
    }
}
