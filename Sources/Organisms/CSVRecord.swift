/// One record of a comma-separated file (RFC 4180): quoted fields may hold commas, line ends and doubled quotes.
struct CSVRecord: Equatable {
    /// The 1-based line where the record begins.
    let line: Int
    let fields: [String]

    /// A quote that breaks RFC 4180.
    enum ParseError: Error, Equatable, CustomStringConvertible {
        case unclosedQuote(line: Int)
        case textAfterClosingQuote(line: Int)

        var description: String {
            switch self {
            case .unclosedQuote(let line):
                "\(line): a quoted field begins here and is never closed; add the missing \""
            case .textAfterClosingQuote(let line):
                "\(line): text follows a closing quote; double a quote that belongs to the field (\"\")"
            }
        }
    }

    /// All records of `text`; blank lines are skipped, a byte order mark is ignored.
    static func records(in text: String) throws(ParseError) -> [CSVRecord] {
        var scanner = Scanner(scalars: text.unicodeScalars)
        return try scanner.records()
    }

    private struct Scanner {
        var rest: Substring.UnicodeScalarView
        var line = 1

        init(scalars: String.UnicodeScalarView) {
            rest = scalars[...]
            if rest.first == "\u{FEFF}" { rest.removeFirst() }
        }

        mutating func records() throws(ParseError) -> [CSVRecord] {
            var records: [CSVRecord] = []
            while !rest.isEmpty {
                let start = line
                var fields = [try field()]
                while rest.first == "," {
                    rest.removeFirst()
                    fields.append(try field())
                }
                endLine()
                if fields != [""] { records.append(CSVRecord(line: start, fields: fields)) }
            }
            return records
        }

        mutating func field() throws(ParseError) -> String {
            guard rest.first == "\"" else { return plainField() }
            let start = line
            rest.removeFirst()
            var field = String.UnicodeScalarView()
            while let scalar = rest.popFirst() {
                if scalar == "\n" { line += 1 }
                guard scalar == "\"" else {
                    field.append(scalar)
                    continue
                }
                guard rest.first == "\"" else {
                    guard atFieldEnd else { throw .textAfterClosingQuote(line: line) }
                    return String(field)
                }
                field.append(rest.removeFirst())
            }
            throw .unclosedQuote(line: start)
        }

        mutating func plainField() -> String {
            let end = rest.firstIndex { $0 == "," || $0 == "\n" || $0 == "\r" } ?? rest.endIndex
            defer { rest = rest[end...] }
            return String(rest[..<end])
        }

        var atFieldEnd: Bool { rest.first.map { $0 == "," || $0 == "\n" || $0 == "\r" } ?? true }

        mutating func endLine() {
            if rest.first == "\r" { rest.removeFirst() }
            if rest.first == "\n" { rest.removeFirst() }
            line += 1
        }
    }
}
