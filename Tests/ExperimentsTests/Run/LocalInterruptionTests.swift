import Endpoints
import Foundation
import Provenance
import ReferenceModels
import Synchronization
import Testing
import Torch

@testable import Experiments

/// Runs of a model on this machine that are stopped in the middle of a stage, and what they go on from.
@Suite(.serialized) struct LocalInterruptionTests {
    /// 8 samples in waves of 3: the last wave is not full.
    @Test func aWaveThatWasInterruptedIsAskedAgainWhole() async throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let expected = try await run(experiment, "whole", wave: 3, StoppingObserver())
        let ledger = experiment.folder.appending(path: "stopped/transcripts/clean.jsonl.partial")
        var kept = 0
        for samples in [1, 2, 1] {
            let observer = StoppingObserver(after: samples, in: "sampling/clean")
            await #expect(throws: CancellationError.self) { try await run(experiment, "stopped", wave: 3, observer) }
            let lines = try String(contentsOf: ledger, encoding: .utf8).split(separator: "\n").dropFirst()
            let ids = try Set(lines.map { try JSONDecoder().decode(SampleRecord.self, from: Data($0.utf8)).id })
            #expect(kept..<8 ~= ids.count, "it was stopped in the middle, and lost nothing")
            kept = ids.count
        }
        let last = StoppingObserver()
        let found = try await run(experiment, "stopped", wave: 3, last)
        #expect(last.advances(in: "sampling/clean") == 8 - kept / 3 * 3, "whole waves are kept")
        #expect(last.advances(in: "traces") == 0)
        #expect(try RunContent(of: found).differences(from: RunContent(of: expected)) == [])
    }

    /// Two measurements may differ, so a run has to keep the first, also if no stage was done after it.
    @Test func thePrecisionIsKeptFromTheMomentThatItIsMeasured() async throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let observer = StoppingObserver(after: 1, in: "traces")
        await #expect(throws: CancellationError.self) { try await run(experiment, "run", observer) }
        let folder = RunDirectory(experiment.folder.appending(path: "run"))
        let stopped = try RunManifest(reading: folder)
        #expect(stopped.stages.map(\.name) == ["prompts"])
        let measured = try #require(stopped.model).precision
        let other = measured == "bf16" ? "fp32" : "bf16"
        let manifest = try String(contentsOf: folder.file(RunManifest.file), encoding: .utf8)
        try AtomicFile.write(
            manifest.replacing("\"precision\" : \"\(measured)\"", with: "\"precision\" : \"\(other)\""),
            to: folder.file(RunManifest.file))

        _ = try await run(experiment, "run", StoppingObserver())
        #expect(try RunManifest(reading: folder).model?.precision == other)
    }

    /// A process may be killed while it writes a file, and between a stage's record and the end of its ledger.
    @Test func whatAKilledProcessLeftBehindIsRemoved() async throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let folder = try await run(experiment, "run", StoppingObserver())
        let expected = try RunContent(of: folder)
        let remains = [
            ".run.json.\(UUID().uuidString).tmp", "adapter/.adapter_model.safetensors.\(UUID().uuidString).tmp",
            "transcripts/.clean.jsonl.\(UUID().uuidString).tmp", "transcripts/clean.jsonl.partial",
            "teacher.jsonl.partial", "training.checkpoint",
        ]
        for name in remains { try Data("remains".utf8).write(to: folder.appending(path: name)) }
        let mine = folder.appending(path: ".notes.tmp")
        try Data("mine".utf8).write(to: mine)

        let observer = StoppingObserver()
        _ = try await run(experiment, "run", observer)
        #expect(observer.made == [], "nothing is made again")
        #expect(FileManager.default.fileExists(atPath: mine.path))
        try FileManager.default.removeItem(at: mine)
        #expect(try RunContent(of: folder).differences(from: expected) == [])
    }

    private func run(
        _ experiment: TinyExperiment, _ name: String, wave: Int = 256, _ observer: StoppingObserver
    ) async throws -> URL {
        let file = try ExperimentFile(path: experiment.file.path)
        let folder = experiment.folder.appending(path: name)
        let known = try? RunManifest(reading: RunDirectory(folder)).model
        let pool = ModelPool(
            file.experiment, experimentFile: experiment.file, device: .cpu, keepsReplies: false, known: known)
        let runner = ExperimentRunner(
            file, .init(directory: folder, device: .cpu), observer, models: ModelsInWaves(pool: pool, wave: wave))
        // A task of its own, for the observer cancels the task that it is called in.
        _ = try await Task { try await runner.run() }.value
        return folder
    }
}

/// Models on this machine that take so many requests together.
private struct ModelsInWaves: ModelProvider {
    let pool: ModelPool
    let wave: Int

    var baseIdentity: LocalModel.Identity? { pool.baseIdentity }

    func files(of name: String) throws -> LocalModelFiles { try pool.files(of: name) }
    func identity(of name: String) throws -> LocalModel.Identity { try pool.identity(of: name) }
    func endpoint(_ reference: EndpointReference) throws -> any ChatModel { try pool.endpoint(reference) }
    func local(_ name: String) throws -> LocalModel { inWaves(try pool.local(name)) }

    func merged(_ name: String, adapter: URL, digest: SHA256Digest) throws -> AdaptedModel {
        let adapted = try pool.merged(name, adapter: adapter, digest: digest)
        return AdaptedModel(
            base: inWaves(adapted.base), model: inWaves(adapted.model), adapter: adapted.adapter, digest: digest)
    }

    private func inWaves(_ model: LocalModel) -> LocalModel {
        var model = model
        model.wave = wave
        return model
    }
}

/// Cancels the run after so many records of a stage, and counts them.
private final class StoppingObserver: RunObserver {
    private let limit: (count: Int, stage: String)?
    private let seen = Mutex((advances: [String: Int](), made: [String]()))

    init() { limit = nil }
    init(after count: Int, in stage: String) { limit = (count, stage) }

    var made: [String] { seen.withLock { $0.made } }
    func advances(in stage: String) -> Int { seen.withLock { $0.advances[stage] ?? 0 } }

    func stageStarted(_ name: String) {}

    func stageAdvanced(_ name: String, fraction: Double?, note: String) {
        guard fraction != nil else { return }
        let count = seen.withLock { seen in
            seen.advances[name, default: 0] += 1
            return seen.advances[name] ?? 0
        }
        guard let limit, limit == (count, name) else { return }
        withUnsafeCurrentTask { $0?.cancel() }
    }

    func stageFinished(_ name: String, summary: String, seconds: Double, origin: StageOrigin) {
        if origin == .made { seen.withLock { $0.made.append(name) } }
    }
}
