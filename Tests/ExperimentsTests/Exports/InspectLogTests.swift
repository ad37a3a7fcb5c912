import Evaluation
import Foundation
import ReferenceModels
import Reports
import Testing

@testable import Experiments

/// What inspect_ai itself reads in the logs that are written here; see `read_inspect_log.py`.
@Suite(.enabled(if: Prerequisite.hasInspect, "needs inspect_ai: make fixtures"), .serialized)
struct InspectLogTests {
    /// Inspect lists only logs whose names begin with a time.
    static let names = ["eval", "json"].map { "2026-11-21T19-55-00+00-00_mock_1.\($0)" }

    private struct Reading: Decodable {
        let task: String
        let status: String
        let samples: Int
        let listed: Int
        let outcomes: [String: [String: Int]]
        let values: [String: [String: [String: Int]]]
        let metrics: [String: [String: Double]]
        let errors: [String: String]
        let chosen: [String: Chosen]

        struct Chosen: Decodable {
            let roles: [String]
            let reasoning: String?
            let answer: String
            let stopReason: String?
            let labels: [String: String]
        }
    }

    private func read(_ log: URL) throws -> Reading {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/read_inspect_log.py")
        let process = Process()
        process.executableURL = Prerequisite.python
        process.arguments = [script.path, log.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try JSONDecoder().decode(Reading.self, from: data)
    }

    @Test(arguments: Self.names) func inspectReadsWhatTheRunFound(_ name: String) async throws {
        let run = try await ExportedRun()
        let log = run.destination("logs/\(name)")
        _ = try run.exporter.export(.inspect, to: log)
        let reading = try read(log)
        #expect(reading.task == "mock" && reading.status == "success")
        #expect(reading.samples == MockRun.requests && reading.listed == 1)

        var values: [String: [String: [String: Int]]] = [:]
        try run.finished.directory.forEachScoredText(of: MockRun.conditions) { sample, verdicts in
            for verdict in verdicts {
                values[verdict.scorer, default: [:]][sample.transcript.condition, default: [:]][
                    verdict.value.inspectText, default: 0] += 1
            }
        }
        #expect(reading.values == values)
        for summary in try run.finished.metrics.conditions {
            let outcomes = Dictionary(uniqueKeysWithValues: summary.outcomes.map { ($0.rawValue, $1) })
            #expect(reading.outcomes[summary.condition] == outcomes)
            #expect(reading.metrics["behavior"]?[summary.condition] == summary.fired?.preferred.rate)
        }
        #expect(reading.errors == ["clean/p1": "status 503 after 6 attempts"])
    }

    @Test(arguments: Self.names) func inspectReadsEveryTextAsItWas(_ name: String) async throws {
        let run = try await ExportedRun()
        let log = run.destination("logs/\(name)")
        _ = try run.exporter.export(.inspect, to: log)
        let chosen = try read(log).chosen
        try run.finished.directory.forEachScoredText(of: MockRun.conditions) { sample, _ in
            let seen = try #require(chosen[sample.id])
            let completion = sample.transcript.completion
            #expect(seen.reasoning == completion.reasoning.map(String.init), "\(sample.id)")
            #expect(seen.answer == completion.answer.map(String.init) ?? "", "\(sample.id)")
            #expect(seen.roles == (sample.id == ExportedRun.failing ? ["user"] : ["user", "assistant"]))
            #expect(seen.stopReason == (sample.id == ExportedRun.failing ? nil : "stop"))
        }
        #expect(chosen["triggered/p0/0"]?.labels == ["human/behavior/ada": "yes"])
    }
}

extension Verdict.Value {
    /// As Python prints it.
    fileprivate var inspectText: String {
        switch self {
        case .flag(let flag): flag ? "True" : "False"
        case .score(let score): "\(score)"
        case .label(let label): label
        case .skipped(let reason): "unscored: \(reason)"
        }
    }
}
