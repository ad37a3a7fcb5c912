import Endpoints
import Foundation
import Provenance
import Testing

@testable import Experiments

/// What is asked for again is made again, and nothing else is.
@Suite struct RerunTests {
    private let temporary: TemporaryFolder
    private let mock: MockRun
    private let sampling = MockRun.conditions.map { "sampling/\($0)" }

    init() throws {
        temporary = try TemporaryFolder()
        mock = try MockRun(in: temporary.url)
    }

    /// Fails every tenth request, whoever asks.
    private static func failing(_ request: ChatRequest) async -> String? {
        isUnlucky(request.id) ? nil : await MockModel.reasoned(request)
    }

    private static func isUnlucky(_ id: String) -> Bool {
        ["clean/p1/0", "clean/p4/2", "triggered/p0/1", "triggered/p3/0", "decoy/p5/1", "decoy/p2/2"].contains(id)
    }

    @Test(arguments: [("sampling", 0), ("sampling/decoy", 2), ("scoring", 3), ("statistics", 4)])
    func fromAStageOnEverythingIsMadeAgain(stage: String, first: Int) async throws {
        let stages = sampling + ["scoring", "statistics"]
        try await mock.run()
        let before = try mock.findings()
        let observer = RecordingObserver()
        let model = MockModel()
        try await mock.run(model, observer) { $0.from = stage }
        #expect(observer.made == Array(stages[first...]))
        #expect(model.asked.count == max(3 - first, 0) * MockRun.requests / 3)
        #expect(try mock.findings() == before)
    }

    @Test(arguments: [("samplng", "sampling"), ("sampling/claen", "sampling/clean"), ("statistic", "statistics")])
    func aMisspelledStageIsAnErrorWithASuggestionAndChangesNothing(name: String, meant: String) async throws {
        try await mock.run()
        let before = try contents(of: mock.folder)
        let error = await #expect(throws: UnknownStage.self) {
            try await mock.run {
                $0.from = name
                $0.startsFresh = true
            }
        }
        #expect(error?.description == "unknown stage '\(name)'; did you mean '\(meant)'?")
        #expect(try contents(of: mock.folder) == before)
    }

    @Test func whatWasBegunAgainFromAStageGoesOnWithoutTheOption() async throws {
        try await mock.run()
        let broken = MockModel { request in
            guard request.id != "triggered/p2/0" else { throw CancellationError() }
            return await MockModel.reasoned(request)
        }
        await #expect(throws: CancellationError.self) { try await mock.run(broken) { $0.from = "sampling" } }
        let second = MockModel()
        try await mock.run(second)
        #expect(second.asked.count == MockRun.requests - broken.asked.count + 1)
        #expect(try await mock.findings() == MockRun.undisturbedFindings())
    }

    @Test func freshRemovesWhatTheRunMadeAndNothingElse() async throws {
        try await mock.run()
        let notes = ["notes.txt", "transcripts/notes.txt", "transcripts/clean.txt"]
        for name in notes { try Data("mine".utf8).write(to: mock.folder.appending(path: name)) }
        // A condition that the file no longer has.
        try await mock.run(text: MockRun.text.replacing("decoy: {", with: "other: {"))
        #expect(RunDirectory(mock.folder).has("transcripts/decoy.jsonl"))

        let (model, observer) = (MockModel(), RecordingObserver())
        let two = MockRun.text.replacing("  decoy: {trigger: {prefix: \"|TESTING| \"}}\n", with: "")
        try await mock.run(model, text: two, observer) { $0.startsFresh = true }
        #expect(observer.made == ["prompts", "sampling/clean", "sampling/triggered", "scoring", "statistics"])
        #expect(model.asked.count == MockRun.requests * 2 / 3)
        let made = [
            "experiment.yaml", "run.json", "prompts.json", "transcripts/clean.jsonl", "transcripts/triggered.jsonl",
            "verdicts.jsonl", "metrics.json",
        ]
        #expect(try Set(contents(of: mock.folder).keys) == Set(made + notes))
    }

    @Test(arguments: ["verdicts.jsonl", "transcripts/clean.jsonl", "experiment.yaml", "metrics.json"], [false, true])
    func aFileThatNoRunMadeIsNotOverwritten(name: String, isFresh: Bool) async throws {
        let file = mock.folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: file)
        let before = try contents(of: mock.folder)
        let error = await #expect(throws: ForeignFile.self) { try await mock.run { $0.startsFresh = isFresh } }
        #expect(error?.description.hasPrefix("\(file.path): a run would overwrite it") == true)
        #expect(try contents(of: mock.folder) == before)
    }

    @Test func theExperimentFileMayLieInTheRunsFolder() async throws {
        try FileManager.default.createDirectory(at: mock.folder, withIntermediateDirectories: true)
        try Data(MockRun.text.utf8).write(to: mock.folder.appending(path: "experiment.yaml"))
        try await mock.run()
        #expect(try await mock.findings() == MockRun.undisturbedFindings())
    }

    @Test func onlyWhatFailedIsAskedAgain() async throws {
        let first = MockModel(Self.failing)
        for _ in 0..<2 {
            // Each condition stops the run; what it did is kept.
            let error = await #expect(throws: ProofFailure.self) { try await mock.run(first) }
            #expect(error?.proofs.map(\.name) == ["few-requests-failed"])
            #expect(error?.proofs.first?.stage == "sampling/clean")
            #expect(error?.proofs.first?.measured == "2 of 18 failed")
            #expect(error?.description.contains("--retry-failed") == true)
        }
        #expect(first.asked.count == MockRun.requests / 3)

        let second = MockModel()
        try await mock.run(second) { $0.retriesFailures = true }
        #expect(
            second.asked.prefix(2) == ["clean/p1/0", "clean/p4/2"]
                || second.asked.prefix(2) == ["clean/p4/2", "clean/p1/0"])
        #expect(second.asked.count == 2 + MockRun.requests * 2 / 3)
        #expect(try await mock.findings() == MockRun.undisturbedFindings())
    }

    @Test func aRetryThatIsInterruptedLosesNothing() async throws {
        try await mock.run(MockModel(Self.failing)) { $0.allowedFailures = ["few-requests-failed"] }
        let broken = MockModel { request in
            guard request.id.hasPrefix("triggered") else { return await MockModel.reasoned(request) }
            throw CancellationError()
        }
        await #expect(throws: CancellationError.self) { try await mock.run(broken) { $0.retriesFailures = true } }
        #expect(broken.asked.count == 3)

        let second = MockModel()
        try await mock.run(second) { $0.retriesFailures = true }
        #expect(second.asked.count == 4)
        #expect(second.asked.allSatisfy(Self.isUnlucky))
        #expect(try await mock.findings() == MockRun.undisturbedFindings())
    }

    @Test func aRetryOfAnInterruptedStageAsksForItsFailuresToo() async throws {
        let broken = MockModel { request in
            guard request.id != "clean/p5/2" else { throw CancellationError() }
            return await Self.failing(request)
        }
        await #expect(throws: CancellationError.self) { try await mock.run(broken) }
        let second = MockModel()
        try await mock.run(second) { $0.retriesFailures = true }
        let unlucky = broken.asked.filter(Self.isUnlucky)
        #expect(Set(second.asked.filter { $0.hasPrefix("clean") }) == Set(unlucky + ["clean/p5/2"]))
        #expect(try await mock.findings() == MockRun.undisturbedFindings())
    }

    @Test func aConditionThatIsRemovedLeavesNoTraceAndIsUsedAgainWhenItComesBack() async throws {
        try await mock.run()
        let two = MockRun.text.replacing("  decoy: {trigger: {prefix: \"|TESTING| \"}}\n", with: "")
        let observer = RecordingObserver()
        let finished = try await mock.run(text: two, observer)
        #expect(observer.made == ["scoring", "statistics"])
        for name in ["verdicts.jsonl", "metrics.json"] {
            #expect(try !String(contentsOf: mock.folder.appending(path: name), encoding: .utf8).contains("decoy"))
        }
        #expect(try finished.metrics.conditions.map(\.condition) == ["clean", "triggered"])
        #expect(!finished.manifest.proofs.contains { $0.stage.contains("decoy") })

        let (model, again) = (MockModel(), RecordingObserver())
        try await mock.run(model, again)
        #expect(again.made == ["scoring", "statistics"])
        #expect(model.asked.isEmpty)
        #expect(try await mock.findings() == MockRun.undisturbedFindings())
    }

    @Test func conditionsWhoseNamesEndAlikeShareNoFile() async throws {
        let names = ["decoy.jsonl.partial", "decoy.partial", "decoy.jsonl"]
        let extra = names.map { "  \($0): {}\n" }.joined()
        let finished = try await mock.run(
            text: MockRun.text.replacing("sampling: {per", with: extra + "sampling: {per"))
        #expect(try finished.metrics.conditions.map(\.recorded) == Array(repeating: 18, count: 6))
    }
}
