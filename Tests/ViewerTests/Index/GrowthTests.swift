import Evaluation
import Experiments
import Foundation
import GRDB
import Provenance
import Testing

@testable import Viewer

@Suite struct GrowthTests {
    private static let ledger = "transcripts/clean.jsonl.partial"
    private static let artifact = "transcripts/clean.jsonl"

    private static func begun() throws -> IndexedRun {
        var synthetic = SyntheticRun()
        (synthetic.conditions, synthetic.prompts) = (["clean"], 60)
        let indexed = try IndexedRun(synthetic, written: false)
        try indexed.write([ledgerHeader], to: ledger)
        return indexed
    }

    private static func ids(_ index: TranscriptIndex) throws -> [String] { try index.entries(limit: .max).map(\.id) }

    @Test func aLedgerIsReadAsItGrows() async throws {
        let indexed = try Self.begun()
        let index = try await indexed.updated()
        #expect(try index.count() == 0)
        #expect(try index.progress.isComplete)
        let records = indexed.records
        for part in [0..<7, 7..<8, 8..<45] {
            for record in records[part].reversed() { try indexed.append(line(record) + "\n", to: Self.ledger) }
            #expect(try !index.progress.isComplete)
            try await index.update()
            #expect(try Self.ids(index) == records[..<part.upperBound].map(\.id))
            #expect(try index.progress == IndexProgress.complete(index.progress.bytesToRead))
        }
        #expect(try Self.ids(index, Self.phrase(of: records[44])) == [records[44].id])
    }

    private static func phrase(of record: SampleRecord) -> String {
        let words = (record.transcript.completion.reasoning ?? "").split(separator: " ").prefix(6)
        return "\"\(words.joined(separator: " "))\""
    }

    private static func ids(_ index: TranscriptIndex, _ text: String) throws -> [String] {
        try index.entries(TranscriptFilter(text: text), limit: .max).map(\.id)
    }

    @Test func aLineThatIsBeingWrittenIsReadOnceItIsWhole() async throws {
        let indexed = try Self.begun()
        let text = try line(indexed.records[0])
        try indexed.append(String(text.prefix(300)), to: Self.ledger)
        let index = try await indexed.updated()
        #expect(try index.count() == 0)
        #expect(try index.progress.damagedLines == 0)
        #expect(try index.progress.isComplete)
        try indexed.append(text.dropFirst(300) + "\n", to: Self.ledger)
        try await index.update()
        #expect(try Self.ids(index) == [indexed.records[0].id])
    }

    @Test func ofRecordsOfTheSameIdTheLastCounts() async throws {
        let indexed = try Self.begun()
        var other = indexed.synthetic
        other.seed = 99
        let (first, last) = (indexed.records[3], other.record(at: Array(other.places(of: "clean"))[3]))
        try indexed.append("\(line(first))\n\(line(indexed.records[4]))\n", to: Self.ledger)
        let index = try await indexed.updated()
        try indexed.append("\(line(last))\n", to: Self.ledger)
        try await index.update()
        #expect(try index.count() == 2)
        #expect(try line(index.record(first.id)) == line(last))
        #expect(try Self.ids(index, Self.phrase(of: first)).isEmpty)
        #expect(try Self.ids(index, Self.phrase(of: last)) == [last.id])
    }

    @Test func aLedgerThatBecomesTheFileLosesNothing() async throws {
        let indexed = try Self.begun()
        let records = indexed.records
        for record in records.shuffled() { try indexed.append(line(record) + "\n", to: Self.ledger) }
        let index = try await indexed.updated()
        let texts = try index.textRows
        try indexed.write(records.map(line), to: Self.artifact)
        try FileManager.default.removeItem(at: indexed.run.file(Self.ledger))
        try await index.update()
        #expect(try Self.ids(index) == records.map(\.id))
        for record in records { #expect(try line(index.record(record.id)) == line(record)) }
        // What is in the same records need not be searched through again.
        #expect(try index.textRows == texts)
    }

    @Test func aReplacedFileIsReadAnewAndOnlyThat() async throws {
        var synthetic = SyntheticRun()
        synthetic.prompts = 30
        let indexed = try IndexedRun(synthetic)
        let index = try await indexed.updated()
        var other = synthetic
        other.seed = 5
        let replaced = other.places(of: "clean").map(other.record).dropLast(4)
        try indexed.write(replaced.map(line), to: Self.artifact)
        try await index.update()
        #expect(try index.count(TranscriptFilter(condition: "clean")) == 26)
        #expect(try index.count(TranscriptFilter(condition: "triggered")) == 30)
        for record in replaced { #expect(try line(index.record(record.id)) == line(record)) }
        #expect(try index.record("clean/prompt-000029/0") == nil)
        let generations = try index.generations
        #expect(generations == ["clean": 1, "triggered": 0])
        // The verdicts on what is gone come back with it.
        try indexed.write(indexed.records(of: "clean").map(line), to: Self.artifact)
        try await index.update()
        #expect(try index.entries(limit: .max).allSatisfy { $0.fired != nil })
    }

    @Test func anIndexOfMostlyReplacedTextsIsMadeAnew() async throws {
        var synthetic = SyntheticRun()
        (synthetic.conditions, synthetic.prompts, synthetic.samplesPerPrompt) = (["clean"], 1, 600)
        let indexed = try IndexedRun(synthetic)
        let index = try await indexed.updated()
        // The old texts stay until they are more than half of all.
        for (seed, texts) in [(2, 1_201), (3, 1_801), (4, 601)] as [(UInt64, Int)] {
            synthetic.seed = seed
            try indexed.write(synthetic.places(of: "clean").map(synthetic.record).map(line), to: Self.artifact)
            try await index.update()
            #expect(try index.textRows == texts)
            #expect(try index.count() == 600)
            #expect(try line(index.record("clean/prompt-000000/9")) == indexed.lines(of: Self.artifact)[9])
        }
    }

    @Test func aFileThatChangesUnderTheIndexIsNotMisread() async throws {
        let indexed = try IndexedRun()
        let index = try await indexed.updated()
        let records = indexed.records(of: "clean")
        let lines = try indexed.lines(of: Self.artifact)
        try indexed.write([lines[1], lines[0]] + lines[2...], to: Self.artifact)
        #expect(throws: TranscriptIndexError.changed(file: Self.artifact)) { try index.record(records[0].id) }
        try await index.update()
        #expect(try line(index.record(records[0].id)) == lines[0])
    }

    @Test func verdictsThatArriveLaterAreJoined() async throws {
        let indexed = try IndexedRun()
        let verdicts = try indexed.lines(of: RunDirectory.verdicts)
        try FileManager.default.removeItem(at: indexed.run.file(RunDirectory.verdicts))
        let index = try await indexed.updated()
        #expect(try index.facets().scorers.isEmpty)
        #expect(try index.entries(limit: .max).allSatisfy { $0.fired == nil })
        try indexed.write(verdicts, to: RunDirectory.verdicts)
        try await index.update()
        #expect(try index.entries(limit: .max).allSatisfy { $0.fired != nil })
        try FileManager.default.removeItem(at: indexed.run.file(RunDirectory.verdicts))
        try await index.update()
        #expect(try index.facets().scorers.isEmpty)
        #expect(try index.verdicts(of: "clean/prompt-000000/0").isEmpty)
    }

    @Test func labelsCountAsSoonAsTheyAreGiven() async throws {
        let indexed = try IndexedRun()
        let index = try await indexed.updated()
        let fired = try #require(
            index.entries(TranscriptFilter(verdict: .init(scorer: "behavior", value: .flag(true))), limit: 1).first)
        func label(_ value: HumanLabel.Value) async throws -> (labelled: Int, contradicted: Int) {
            try indexed.run.append(HumanLabel(transcript: fired.id, value: value, labeller: "Ada", date: .now))
            try await index.update()
            return (try index.facets().labelled, try index.facets().contradicted)
        }
        #expect(try await label(.yes) == (1, 0))
        #expect(try await label(.no) == (1, 1))
        #expect(try await label(.unclear) == (1, 0))
        #expect(try index.labels(of: fired.id).map(\.value) == [.unclear])
        try FileManager.default.removeItem(at: indexed.run.file(RunDirectory.labels))
        try await index.update()
        #expect(try index.facets().labelled == 0)
    }

    @Test func aConditionThatLeavesTheExperimentLeavesTheIndex() async throws {
        let indexed = try IndexedRun()
        let index = try await indexed.updated()
        var fewer = indexed.synthetic
        fewer.conditions = ["clean"]
        try fewer.writeManifest(to: indexed.run)
        try await index.update()
        #expect(try index.count() == 100)
        #expect(try index.record("triggered/prompt-000000/0") == nil)
    }

    @Test func pagesWorkWhileAnUpdateIsUnderWay() async throws {
        var synthetic = SyntheticRun()
        (synthetic.prompts, synthetic.samplesPerPrompt) = (600, 2)
        let indexed = try IndexedRun(synthetic)
        let index = try indexed.open()
        async let update: Void = index.update()
        var seen: [Int] = []
        while seen.last != 2_400, seen.count < 10_000 {
            let entries = try index.entries(TranscriptFilter(text: "the"), limit: 5)
            for entry in entries { #expect(try index.record(entry.id)?.id == entry.id) }
            seen.append(try index.count())
            try await Task.sleep(for: .milliseconds(5))
        }
        try await update
        #expect(seen == seen.sorted())
        #expect(try index.count() == 2_400)
    }
}

extension IndexProgress {
    fileprivate static func complete(_ bytes: Int) -> IndexProgress {
        var progress = IndexProgress()
        (progress.bytesRead, progress.bytesToRead) = (bytes, bytes)
        return progress
    }
}

extension TranscriptIndex {
    fileprivate var textRows: Int {
        get throws {
            try read { try Int.fetchOne($0, sql: "SELECT nextText FROM state") ?? 0 }
        }
    }

    /// How often the file of each condition was begun anew.
    fileprivate var generations: [String: Int] {
        get throws {
            try read { database in
                var generations: [String: Int] = [:]
                for condition in ["clean", "triggered"] {
                    let state = try SourceState.fetch("transcripts/\(condition).jsonl", database)
                    generations[condition] = state?.generation
                }
                return generations
            }
        }
    }
}
