import Foundation
import Provenance

/// Where an experiment's prompts come from, and how they are to be read.
package struct PromptSource: Sendable, Hashable, Codable {
    /// What holds the prompts.
    package enum Location: Sendable, Hashable {
        /// The questions and requests that were written for this project and are part of the program: `everyday`.
        case shipped

        /// The path of a file of JSON Lines (`.jsonl`, `.ndjson`), comma-separated values with a header (`.csv`) or
        /// plain text with a prompt a line (`.txt`), gzipped or not (`.jsonl.gz`).
        case file(String)
    }

    package var location: Location
    package var layout: PromptLayout
    package var fields: PromptFields

    /// Of how many rows one is read: the rows 0, n, 2n, …; nil for as many as the layout says.
    package var step: Int?

    package init(
        _ location: Location, layout: PromptLayout = .table, fields: PromptFields = PromptFields(), step: Int? = nil
    ) {
        self.location = location
        self.layout = layout
        self.fields = fields
        self.step = step
    }

    /// The source that an experiment file names: `everyday`, or a path, taken relative to `directory`.
    package init(
        _ name: String, relativeTo directory: URL, layout: PromptLayout = .table,
        fields: PromptFields = PromptFields(), step: Int? = nil
    ) {
        var location = Location(name)
        if case .file(let path) = location, !path.hasPrefix("/") {
            location = .file(directory.appending(path: path).path(percentEncoded: false))
        }
        self.init(location, layout: layout, fields: fields, step: step)
    }

    package static let everyday = PromptSource(.shipped)

    /// A short name for ids and reports: `everyday`, or the file's name without its extensions.
    package var name: String {
        switch location {
        case .shipped: location.name
        case .file(let path): PromptFormat.baseName(ofFileNamed: path)
        }
    }

    /// The digest of what the source holds.
    package func digest() throws -> SHA256Digest {
        switch location {
        case .shipped: ShippedFile.everyday.digest
        case .file(let path): try SHA256Digest(ofFile: URL(filePath: path))
        }
    }

    /// Reads every prompt of the source.
    package func load() throws(PromptSourceError) -> PromptCollection {
        switch location {
        case .shipped:
            let lines = ShippedFile.everyday.lines
            return try read(PromptFormat.jsonLines.rows(of: lines), path: lines.path)
        case .file(let path):
            guard let format = PromptFormat(ofFileNamed: path) else { throw .unknownFormat(path: path) }
            let lines: LineReader
            do {
                lines = try LineReader(URL(filePath: path))
            } catch {
                throw .unreadable(error)
            }
            return try read(format.rows(of: lines), path: path)
        }
    }

    /// - Parameter path: what errors call the file.
    func read(_ rows: any PromptRows, path: String) throws(PromptSourceError) -> PromptCollection {
        var rows = rows
        var collector = try PromptCollector(self, path: path)
        while let row = try rows.next() { try collector.add(row) }
        return try collector.collection()
    }
}

/// Coded as it is named in an experiment file.
extension PromptSource.Location: Codable {
    private static let shippedName = "everyday"

    init(_ name: String) { self = name == Self.shippedName ? .shipped : .file(name) }

    var name: String {
        switch self {
        case .shipped: Self.shippedName
        case .file(let path): path
        }
    }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
