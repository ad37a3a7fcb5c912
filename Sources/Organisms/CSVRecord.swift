/// One record of a comma-separated file.
struct CSVRecord: Equatable {
    /// The 1-based line where the record begins.
    let line: Int
    let fields: [String]
}

/// Why a comma-separated file breaks RFC 4180, and in which line.
enum CSVError: Error, Equatable, CustomStringConvertible {
    case unclosedQuote(line: Int)
    case textAfterClosingQuote(line: Int)
    case loneCarriageReturn(line: Int)
    case fieldTooLong(line: Int, limit: Int)

    var description: String {
        switch self {
        case .unclosedQuote(let line):
            "\(line): a quoted field begins here and is never closed; add the missing \""
        case .textAfterClosingQuote(let line):
            "\(line): text follows a closing quote; double a quote that belongs to the field (\"\")"
        case .loneCarriageReturn(let line):
            "\(line): a carriage return without a line feed; end lines with LF or CRLF, and quote fields that hold one"
        case .fieldTooLong(let line, let limit):
            "\(line): a quoted field begins here and is longer than \(limit) bytes; is its closing quote missing?"
        }
    }
}
