import Foundation
import Provenance
import TextSearch

/// The rows of a prompt file, read one after another.
protocol PromptRows {
    /// The next row; nil after the last.
    mutating func next() throws(PromptSourceError) -> PromptRow?
}

/// A row is a line with one JSON object; blank lines are skipped.
struct JSONLinesRows: PromptRows {
    private let lines: LineReader
    private let decoder = JSONDecoder()

    init(_ lines: LineReader) { self.lines = lines }

    mutating func next() throws(PromptSourceError) -> PromptRow? {
        while let line = try lines.nextText() {
            guard !line.text.trimmed.isEmpty else { continue }
            guard let members = try? decoder.decode([String: JSONValue].self, from: Data(line.text.utf8)) else {
                throw .malformedJSON(path: lines.path, line: line.number)
            }
            return PromptRow(line: line.number, content: .object(members))
        }
        return nil
    }
}

/// A row is a record under a first record that names the columns.
struct CSVRows: PromptRows {
    private let path: String
    private var reader: CSVReader
    private var columns: [String]?

    init(_ lines: LineReader) {
        path = lines.path
        reader = CSVReader(lines)
    }

    mutating func next() throws(PromptSourceError) -> PromptRow? {
        if columns == nil { columns = try reader.next()?.fields.map { String($0.trimmed) } }
        guard let columns, let record = try reader.next() else { return nil }
        guard record.fields.count <= columns.count else {
            throw .tooManyCells(record.fields.count, columns: columns.count, path: path, line: record.line)
        }
        return PromptRow(line: record.line, columns: Dictionary(zip(columns, record.fields)) { first, _ in first })
    }
}

/// A row is a line, in the column `text`; blank lines are skipped.
struct PlainTextRows: PromptRows {
    private let lines: LineReader

    init(_ lines: LineReader) { self.lines = lines }

    mutating func next() throws(PromptSourceError) -> PromptRow? {
        while let line = try lines.nextText() {
            if !line.text.trimmed.isEmpty { return PromptRow(line: line.number, columns: ["text": line.text]) }
        }
        return nil
    }
}

extension LineReader {
    /// The next line as text, without the byte order mark that some programs put first.
    func nextText() throws(PromptSourceError) -> (number: Int, text: String)? {
        let line: Line?
        do {
            line = try next()
        } catch {
            throw .unreadable(error)
        }
        guard let line else { return nil }
        let hasMark = line.number == 1 && line.bytes.starts(with: [0xEF, 0xBB, 0xBF])
        guard let text = String(validating: line.bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self) else {
            throw .notUTF8(path: path, line: line.number)
        }
        return (line.number, text)
    }
}
