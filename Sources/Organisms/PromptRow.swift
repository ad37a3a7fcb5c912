import Foundation
import TextSearch

/// One row of a prompt file as named columns, before it is known to hold a prompt.
struct PromptRow {
    /// The columns that may hold the prompt, in order of preference.
    static let textColumns = ["prompt", "question", "instruction", "text"]

    /// Where a HelpSteer2 row's first turn ends and the rest of the conversation begins.
    static let turnSeparator = "<extra_id_1>"

    /// The 1-based line of the file where the row begins.
    let line: Int
    let columns: [String: String]

    /// The row's prompt, its first turn only, or nil if nothing is asked.
    func prompt(source: String) -> Prompt? {
        guard let column = Self.textColumns.first(where: { columns[$0] != nil }), let cell = columns[column] else {
            return nil
        }
        let firstTurn = cell.firstRange(of: Self.turnSeparator).map { cell[..<$0.lowerBound] } ?? cell[...]
        let text = firstTurn.trimmed
        guard !text.isEmpty else { return nil }
        return Prompt(
            id: columns["id"] ?? "\(source)-\(line)",
            text: String(text),
            topic: columns["topic"],
            source: columns["source"] ?? source,
            isHeldOut: columns["split"] == "test"
        )
    }

    /// The rows of a JSON Lines text; a number or truth value in a column is read as text.
    static func jsonLines(_ text: String, path: String) throws(PromptSourceError) -> [PromptRow] {
        var rows: [PromptRow] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard !line.trimmed.isEmpty else { continue }
            guard let row = try? JSONDecoder().decode([String: JSONScalar].self, from: Data(line.utf8)) else {
                throw .malformedJSON(path: path, line: index + 1)
            }
            rows.append(PromptRow(line: index + 1, columns: row.compactMapValues(\.text)))
        }
        return rows
    }

    /// The rows of a CSV text whose first record names the columns.
    static func csv(_ text: String, path: String) throws(PromptSourceError) -> [PromptRow] {
        let records: [CSVRecord]
        do {
            records = try CSVRecord.records(in: text)
        } catch {
            throw .malformedCSV(error, path: path)
        }
        guard let header = records.first else { return [] }
        let names = header.fields.map { String($0.trimmed) }
        return records.dropFirst().map { record in
            PromptRow(line: record.line, columns: Dictionary(zip(names, record.fields)) { first, _ in first })
        }
    }
}

/// A JSON value of which only scalars are kept, as text.
private struct JSONScalar: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let string = try? container.decode(String.self) {
            text = string
        } else if let integer = try? container.decode(Int.self) {
            text = String(integer)
        } else {
            text = nil
        }
    }
}
