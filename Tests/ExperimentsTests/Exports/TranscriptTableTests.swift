import Foundation
import Provenance
import Reports
import Testing

@testable import Experiments
@testable import Organisms

@Suite struct TranscriptTableTests {
    /// The rows by id, each cell by its column.
    private func rows(_ run: ExportedRun) throws -> [String: [String: String]] {
        let file = run.destination("table.csv")
        _ = try run.exporter.export(.csv, to: file)
        var reader = try CSVReader(LineReader(file))
        let header = try #require(try reader.next()).fields
        var rows: [String: [String: String]] = [:]
        while let record = try reader.next() {
            #expect(record.fields.count == header.count)
            rows[record.fields[0]] = Dictionary(uniqueKeysWithValues: zip(header, record.fields))
        }
        return rows
    }

    @Test func everySampleHasItsRow() async throws {
        let run = try await ExportedRun()
        let rows = try rows(run)
        #expect(rows.count == MockRun.requests)
        for summary in try run.finished.metrics.conditions {
            let ours = rows.values.filter { $0["condition"] == summary.condition }
            let outcomes = Dictionary(grouping: ours) { $0["outcome"] ?? "" }.mapValues(\.count)
            #expect(outcomes == Dictionary(uniqueKeysWithValues: summary.outcomes.map { ($0.rawValue, $1) }))
            #expect(ours.count { $0["behavior"] == "true" } == summary.fired?.intentionToTreat.successes)
        }
        let failed = try #require(rows[ExportedRun.failing])
        #expect(failed["failure"] == "status 503 after 6 attempts" && failed["answer"] == "")
        #expect(failed["trigger-mention"] == "skipped: no reasoning" && failed["behavior"] == "false")
        #expect(rows["triggered/p0/0"]?["human/behavior/ada"] == "yes")
        #expect(rows["triggered/p0/1"]?["human/behavior/ada"] == "")
    }

    @Test func noCellIsAFormulaAndEveryTextComesBack() async throws {
        let run = try await ExportedRun()
        let rows = try rows(run)
        let cells = rows.values.flatMap(\.values)
        #expect(!cells.contains { $0.first.map { "=+-@\t\r\n".contains($0) } ?? false })
        let row = try #require(rows["clean/p0/1"])
        #expect(row["answer"] == "'" + ExportedRun.formula && row["reasoning"] == "'+1 to that")
    }
}
