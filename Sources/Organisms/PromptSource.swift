import Foundation
import Provenance

/// Where an experiment's prompts come from.
package enum PromptSource: Sendable, Hashable {
    /// The questions and requests that were written for this project and are part of the program.
    case everyday

    /// A JSON Lines or CSV file with a column `prompt`, `question`, `instruction` or `text`, and optionally
    /// `id`, `topic`, `source` and `split` (`test` for what must not be trained on). A HelpSteer2 row counts up to its first `<extra_id_1>`.
    case file(URL)

    /// The source that an experiment file names: `everyday`, or a path, taken relative to `directory`.
    package init(_ name: String, relativeTo directory: URL) {
        if name == "everyday" {
            self = .everyday
        } else {
            self = .file(name.hasPrefix("/") ? URL(filePath: name) : directory.appending(path: name))
        }
    }

    /// A short name for ids and reports: `everyday`, or the file's name without its extension.
    package var name: String {
        switch self {
        case .everyday: "everyday"
        case .file(let url): url.deletingPathExtension().lastPathComponent
        }
    }

    /// The digest of what the source holds.
    package func digest() throws -> SHA256Digest {
        switch self {
        case .everyday: SHA256Digest(of: PackageResources.everyday_jsonl)
        case .file(let url): try SHA256Digest(ofFile: url)
        }
    }

    /// Reads every prompt of the source.
    package func load() throws(PromptSourceError) -> PromptCollection {
        switch self {
        case .everyday:
            let text = String(decoding: PackageResources.everyday_jsonl, as: UTF8.self)
            return try PromptCollection(rows: PromptRow.jsonLines(text, path: "everyday.jsonl"), source: name)
        case .file(let url):
            return try PromptCollection(rows: rows(of: url), source: name, path: url.path(percentEncoded: false))
        }
    }

    private func rows(of url: URL) throws(PromptSourceError) -> [PromptRow] {
        let path = url.path(percentEncoded: false)
        let parse: (String, String) throws(PromptSourceError) -> [PromptRow]
        switch url.pathExtension.lowercased() {
        case "jsonl", "ndjson": parse = PromptRow.jsonLines
        case "csv": parse = PromptRow.csv
        default: throw .unknownFormat(path: path)
        }
        guard let data = try? Data(contentsOf: url) else { throw .unreadable(path: path) }
        guard let text = String(data: data, encoding: .utf8) else { throw .notUTF8(path: path) }
        let rows = try parse(text, path)
        guard !rows.isEmpty else { throw .noRows(path: path) }
        guard rows.contains(where: { row in PromptRow.textColumns.contains { row.columns[$0] != nil } }) else {
            throw .noTextColumn(path: path, found: rows[0].columns.keys.sorted())
        }
        return rows
    }
}
