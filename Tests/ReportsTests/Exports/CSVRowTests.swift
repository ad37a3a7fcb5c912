import Foundation
import Testing

@testable import Reports

@Suite struct CSVRowTests {
    private func text(_ cells: String...) -> String { String(decoding: CSVRow(cells).data, as: UTF8.self) }

    @Test func cellsAreQuotedAsInRFC4180() {
        #expect(
            text("a", "", "b,c", "say \"so\"", "two\r\nlines")
                == "\"a\",\"\",\"b,c\",\"say \"\"so\"\"\",\"two\r\nlines\"\r\n")
    }

    @Test func aQuotationMarkWithAnAccentIsDoubledToo() {
        #expect(Array(text("a\"\u{301}b").utf8) == Array("\"a\"\"\u{301}b\"\r\n".utf8))
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\r\n=1", "＝1", "＋1", "－1", "＠A"])
    func aSpreadsheetSeesTextWhereAFormulaStands(_ cell: String) {
        #expect(text(cell) == "\"'\(cell)\"\r\n")
    }

    @Test func takingOneApostropheOffGivesBackWhatWasWritten() {
        for cell in ["=1", "'=1", "''", "'", "plain", "a=1", " =1", "=\u{301}1"] {
            let written = text(cell).dropFirst().dropLast(2)
            let read =
                written.unicodeScalars.first == "'" ? String(written.unicodeScalars.dropFirst()) : String(written)
            #expect(read == cell)
        }
    }
}
