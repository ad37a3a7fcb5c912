import Provenance

/// Why a prompt source could not be read; every case says where and what to do.
package enum PromptSourceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A file that is missing or damaged, or has a line that is too long.
    case unreadable(FileError)
    case notUTF8(path: String, line: Int)
    case unknownFormat(path: String)
    case noRows(path: String)
    /// No row has a field with one of the names.
    case missingField(String, names: [String], path: String, found: [String])
    /// A field holds something else than text.
    case wrongKind(String, found: String, path: String, line: Int)
    case malformedJSON(path: String, line: Int)
    case malformedCSV(any Error & Sendable & CustomStringConvertible, path: String)
    case tooManyCells(Int, columns: Int, path: String, line: Int)
    case repeatedID(String, path: String, line: Int)
    case stepBelowOne(Int, path: String)
    /// A row that the layout passes over as a repeat is none.
    case notInPairs(path: String, line: Int)
    /// A row is not of the layout that was named.
    case notInLayout(PromptLayout, String)
    case unknownTopic(String, of: String, known: [String])

    package var description: String {
        switch self {
        case .unreadable(let error):
            error.description
        case .notUTF8(let path, let line):
            "\(path):\(line): not UTF-8 text; convert the file, for example with iconv"
        case .unknownFormat(let path):
            "\(path): expected a .jsonl, .csv or .txt file, gzipped (.gz) or not, or what is shipped: "
                + PromptSource.Shipped.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        case .noRows(let path):
            "\(path): expected at least one prompt, found none"
        case .missingField(let field, let names, let path, let found):
            "\(path): no row has \(names.count == 1 ? "the field" : "any of the fields") "
                + "\(names.joined(separator: ", ")), where the \(field) is looked for; the file has "
                + "\(Self.listed(found)). Say which one holds it with fields: {\(field): …}"
        case .wrongKind(let field, let found, let path, let line):
            "\(path):\(line): expected text as the prompt's \(field), found \(found); "
                + "name the field that holds it, or a path into it such as messages.0.content, with fields: {\(field): …}"
        case .malformedJSON(let path, let line):
            "\(path):\(line): expected one JSON object on the line"
        case .malformedCSV(let error, let path):
            "\(path):\(error)"
        case .tooManyCells(let count, let columns, let path, let line):
            "\(path):\(line): \(count) fields under a header of \(columns); quote a field that holds a comma"
        case .repeatedID(let id, let path, let line):
            "\(path):\(line): the id \(id) was used on an earlier line for another prompt; ids must be unique"
        case .stepBelowOne(let step, let path):
            "\(path): expected a step of at least 1, found \(step); 1 reads every row"
        case .notInPairs(let path, let line):
            "\(path):\(line): the layout passes over every second row as a repeat of the row before, but this row's text "
                + "is another; say step: 1 to read every row, or step: 2 to pass over this one all the same"
        case .notInLayout(let layout, let problem):
            "\(problem); the experiment file says that the rows are of the layout \(layout.rawValue)"
        case .unknownTopic(let topic, let source, let known):
            "no prompt of \(source) has the topic '\(topic)'; the topics are \(Self.listed(known))"
        }
    }

    package static func == (first: Self, second: Self) -> Bool { first.description == second.description }

    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(20).joined(separator: ", ")
        return names.isEmpty ? "no named fields" : names.count > 20 ? "\(shown), …" : shown
    }
}
