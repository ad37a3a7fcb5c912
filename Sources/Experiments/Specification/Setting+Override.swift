import TextSearch
import Yams

extension Setting {
    /// The value as `--set` takes it: a plain word as it stands, all else in YAML's flow style.
    func overrideText() throws(ExperimentFileError) -> String {
        if case .scalar(let text, isPlain: true) = content, !text.hasPrefix("["), !text.hasPrefix("{") { return text }
        do {
            return String(try Yams.serialize(node: node, width: -1, allowUnicode: true).trimmed)
        } catch {
            throw self.error("\(path): it cannot be written in one line: \(error)")
        }
    }

    private var node: Node {
        switch content {
        case .scalar(let text, let isPlain): Node(text, .implicit, isPlain ? .any : .doubleQuoted)
        case .list(let items): Node(items.map(\.node), .implicit, .flow)
        case .group(let entries): Node(entries.map { (Node($0.key), $0.setting.node) }, .implicit, .flow)
        }
    }
}
