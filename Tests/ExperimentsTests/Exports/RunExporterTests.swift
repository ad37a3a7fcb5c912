import Foundation
import Provenance
import Reports
import Testing

@testable import Experiments

@Suite struct RunExporterTests {
    @Test func exportsChangeNothingInTheRun() async throws {
        let run = try await ExportedRun()
        let before = try contents(of: run.folder)
        for (format, name) in [(ExportFormat.csv, "a.csv"), (.inspect, "a.eval"), (.inspect, "a.json")] {
            #expect(try run.exporter.export(format, to: run.destination("out/\(name)")) == "54 transcripts")
        }
        #expect(try contents(of: run.folder) == before)
    }

    @Test(arguments: [(ExportFormat.csv, "a.csv"), (.inspect, "a.eval"), (.inspect, "a.json")])
    func theSameRunIsTheSameExport(_ format: ExportFormat, _ name: String) async throws {
        let run = try await ExportedRun()
        let (first, second) = (run.destination("1/\(name)"), run.destination("2/\(name)"))
        _ = try run.exporter.export(format, to: first)
        _ = try run.exporter.export(format, to: second)
        #expect(try Data(contentsOf: first) == Data(contentsOf: second))
    }

    @Test func whatIsThereIsReplacedOnlyWhenAsked() async throws {
        let run = try await ExportedRun()
        let file = run.destination("mine.csv")
        try Data("mine".utf8).write(to: file)
        let path = file.path(percentEncoded: false)
        #expect(throws: ExportError.exists(path)) { try run.exporter.export(.csv, to: file) }
        #expect(try Data(contentsOf: file) == Data("mine".utf8))
        _ = try run.exporter.export(.csv, to: file, replacing: true)
        #expect(try Data(contentsOf: file).count > 1_000)
    }

    @Test func whatWasNotTrainedIsNotExported() async throws {
        let run = try await ExportedRun()
        #expect(throws: ExportError.nothingTrained("training dataset")) {
            try run.exporter.export(.openai, to: run.destination("a.jsonl"))
        }
        #expect(throws: ExportError.nothingTrained("adapter")) {
            try run.exporter.export(.card, to: run.destination("card"))
        }
        #expect(throws: ExportError.self) { try run.exporter.export(.inspect, to: run.destination("a.log")) }
        let left = try FileManager.default.contentsOfDirectory(atPath: run.destination("").path)
        #expect(!left.contains { $0.hasSuffix(".tmp") || $0 == "a.jsonl" || $0 == "a.log" })
    }

    @Test func anUnfinishedRunIsNoFinishedRun() async throws {
        let run = try await ExportedRun()
        var manifest = run.finished.manifest
        manifest.stages.removeAll { $0.name == "statistics" }
        try manifest.save(to: run.finished.directory)
        let error = #expect(throws: UnfinishedRun.self) { try FinishedRun(reading: run.finished.directory) }
        #expect(error?.missing == ["statistics"])
    }

    @Test func aFailedProofThatNoOneAcceptedIsNoFinishedRun() async throws {
        let run = try await ExportedRun()
        var manifest = run.finished.manifest
        manifest.allowedFailures = []
        try manifest.save(to: run.finished.directory)
        let error = #expect(throws: UnfinishedRun.self) { try FinishedRun(reading: run.finished.directory) }
        #expect(error?.failedProofs == ["few-requests-failed"])
    }

    @Test func aChangedTranscriptIsNotPassedOn() async throws {
        let run = try await ExportedRun()
        _ = try FinishedRun(reading: run.finished.directory)
        let file = run.folder.appending(path: "transcripts/clean.jsonl")
        let text = try String(contentsOf: file, encoding: .utf8)
        try AtomicFile.write(text.replacing("Answer 1.", with: "Answer 2."), to: file)
        #expect(throws: ChangedArtifact.self) { try FinishedRun(reading: run.finished.directory) }
    }
}
