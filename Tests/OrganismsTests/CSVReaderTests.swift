import Foundation
import Provenance
import Testing

@testable import Organisms

@Suite struct CSVReaderTests {
    private func records(_ text: String) throws -> [CSVRecord] {
        var reader = CSVReader(LineReader(Data(text.utf8), path: "x.csv"))
        var records: [CSVRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    @Test func recordsKnowTheirLine() throws {
        #expect(
            try records("a,b\n\"x\ny\",\n\nlast") == [
                CSVRecord(line: 1, fields: ["a", "b"]), CSVRecord(line: 2, fields: ["x\ny", ""]),
                CSVRecord(line: 5, fields: ["last"]),
            ])
    }

    @Test func lineEndsInQuotedFieldsAreKeptAndOthersAreNot() throws {
        #expect(try records("a\r\n\"b\r\nc\r\",d\r\ne\r").map(\.fields) == [["a"], ["b\r\nc\r", "d"], ["e"]])
        #expect(try records("\"\",\"\n\"\n5\" nail,x\"y").map(\.fields) == [["", "\n"], ["5\" nail", "x\"y"]])
        #expect(try records("").isEmpty && records("\n\r\n").isEmpty)
    }

    @Test(arguments: [
        ("a\n\"b\nc", CSVError.unclosedQuote(line: 2)), ("\"a\n\",\"b\n", .unclosedQuote(line: 2)),
        ("\"a\"b", .textAfterClosingQuote(line: 1)), ("x\n\"a\n\" ,", .textAfterClosingQuote(line: 3)),
        ("a,b\rc,d\r", .loneCarriageReturn(line: 1)),
    ])
    func whatBreaksTheFormatIsAnErrorWithItsLine(text: String, error: CSVError) {
        #expect(throws: PromptSourceError.malformedCSV(error, path: "x.csv")) { try records(text) }
    }

    @Test func anyFieldsAreReadBackAfterQuoting() throws {
        var generator = SeededGenerator(seed: 5)
        let alphabet: [Character] = ["a", "é", ",", "\"", "\n", "\r", " ", "🧵"]
        for _ in 0..<300 {
            let rows = (0..<3).map { _ in
                (0..<3).map { _ in
                    String(
                        (0..<Int.random(in: 0...5, using: &generator)).compactMap { _ in
                            alphabet.randomElement(using: &generator)
                        })
                }
            }
            let lines = rows.map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
            }
            #expect(try records(lines.joined(separator: "\r\n")).map(\.fields) == rows)
        }
    }
}
