/// Why a prompt source could not be read; every case says where and what to do.
package enum PromptSourceError: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadable(path: String)
    case notUTF8(path: String)
    case unknownFormat(path: String)
    case noRows(path: String)
    case noTextColumn(path: String, found: [String])
    case malformedJSON(path: String, line: Int)
    case malformedCSV(any Error & Sendable & CustomStringConvertible, path: String)
    case repeatedID(String, path: String, line: Int)

    package var description: String {
        switch self {
        case .unreadable(let path):
            "\(path): no readable file here; check the path, which is relative to the experiment file"
        case .notUTF8(let path):
            "\(path): not UTF-8 text; convert it, for example with iconv"
        case .unknownFormat(let path):
            "\(path): expected a .jsonl or .csv file, or `everyday` for the shipped prompts"
        case .noRows(let path):
            "\(path): expected at least one prompt, found none"
        case .noTextColumn(let path, let found):
            "\(path): expected a column \(PromptRow.textColumns.joined(separator: ", ")); "
                + "found \(found.isEmpty ? "no text columns" : found.joined(separator: ", "))"
        case .malformedJSON(let path, let line):
            "\(path):\(line): expected one JSON object on the line"
        case .malformedCSV(let error, let path):
            "\(path):\(error)"
        case .repeatedID(let id, let path, let line):
            "\(path):\(line): the id \(id) was used on an earlier line for another prompt; ids must be unique"
        }
    }

    package static func == (first: Self, second: Self) -> Bool { first.description == second.description }
}
