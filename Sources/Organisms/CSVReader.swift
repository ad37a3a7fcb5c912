import Provenance

/// Reads a comma-separated file (RFC 4180) record by record: quoted fields may hold commas, line ends and doubled quotes.
///
/// Lines end with LF or CRLF; blank lines are skipped.
struct CSVReader {
    private let lines: LineReader

    init(_ lines: LineReader) { self.lines = lines }

    /// The next record; nil after the last.
    mutating func next() throws(PromptSourceError) -> CSVRecord? {
        var parser: RecordParser?
        while let line = try lines.nextText() {
            var current = parser ?? RecordParser(line: line.number)
            do throws(CSVError) {
                guard try current.finishes(with: line.text, number: line.number) else {
                    parser = current
                    continue
                }
            } catch {
                throw .malformedCSV(error, path: lines.path)
            }
            parser = nil
            if current.fields != [""] { return CSVRecord(line: current.line, fields: current.fields) }
        }
        guard let parser else { return nil }
        throw .malformedCSV(CSVError.unclosedQuote(line: parser.quoteLine), path: lines.path)
    }
}

/// Takes one record line by line, byte by byte: no byte of a multi-byte UTF-8 character looks like a delimiter.
private struct RecordParser {
    private enum State {
        case fieldStart, plain, quoted, afterQuote
    }

    let line: Int
    /// Where the last quoted field begins.
    private(set) var quoteLine: Int
    private(set) var fields: [String] = []
    private var field: [UInt8] = []
    private var state = State.fieldStart

    init(line: Int) {
        self.line = line
        quoteLine = line
    }

    /// Whether the record ends with this line.
    mutating func finishes(with text: String, number: Int) throws(CSVError) -> Bool {
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            try take(byte, number: number, isLast: index == bytes.count - 1)
        }
        guard state == .quoted else {
            endField()
            return true
        }
        field.append(UInt8(ascii: "\n"))
        let limit = LineReader.defaultMaximumLineLength
        guard field.count <= limit else { throw .fieldTooLong(line: quoteLine, limit: limit) }
        return false
    }

    private mutating func take(_ byte: UInt8, number: Int, isLast: Bool) throws(CSVError) {
        switch (state, byte) {
        case (.quoted, UInt8(ascii: "\"")):
            state = .afterQuote
        case (.quoted, _):
            field.append(byte)
        case (.afterQuote, UInt8(ascii: "\"")):
            field.append(byte)
            state = .quoted
        case (_, UInt8(ascii: ",")):
            endField()
        case (_, UInt8(ascii: "\r")):
            guard isLast else { throw .loneCarriageReturn(line: number) }
        case (.afterQuote, _):
            throw .textAfterClosingQuote(line: number)
        case (.fieldStart, UInt8(ascii: "\"")):
            quoteLine = number
            state = .quoted
        default:
            field.append(byte)
            state = .plain
        }
    }

    private mutating func endField() {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }
}
