import Foundation
import Provenance

/// How a prompt file is written, as its name says; `.gz` may follow.
enum PromptFormat: Equatable {
    case jsonLines, csv, plainText

    init?(ofFileNamed name: String) {
        switch PromptFormat.parts(of: name).fileExtension {
        case "jsonl", "ndjson": self = .jsonLines
        case "csv": self = .csv
        case "txt": self = .plainText
        default: return nil
        }
    }

    /// The name of a file without what tells its format.
    static func baseName(ofFileNamed name: String) -> String { parts(of: name).baseName }

    func rows(of lines: LineReader) -> any PromptRows {
        switch self {
        case .jsonLines: JSONLinesRows(lines)
        case .csv: CSVRows(lines)
        case .plainText: PlainTextRows(lines)
        }
    }

    private static func parts(of name: String) -> (baseName: String, fileExtension: String) {
        var url = URL(filePath: name)
        if url.pathExtension.lowercased() == "gz" { url.deletePathExtension() }
        return (url.deletingPathExtension().lastPathComponent, url.pathExtension.lowercased())
    }
}
