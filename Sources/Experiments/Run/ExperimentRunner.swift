import Endpoints
import Foundation
import Provenance
import Torch

/// Takes an experiment from its file to its report.
package struct ExperimentRunner: Sendable {
    /// What the command line says beyond the experiment file.
    package struct Options: Sendable {
        package var directory: URL
        package var device: Device
        package var startsFresh: Bool
        /// The stage from which on everything is made again.
        package var from: String?
        /// Whether requests that ended without an answer are asked again.
        package var retriesFailures: Bool
        /// Whether replies of endpoints are kept for other runs, and taken from them.
        package var keepsReplies: Bool
        package var allowedFailures: Set<String>

        package init(
            directory: URL, device: Device, startsFresh: Bool = false, from: String? = nil,
            retriesFailures: Bool = false, keepsReplies: Bool = true, allowedFailures: Set<String> = []
        ) {
            self.directory = directory
            self.device = device
            self.startsFresh = startsFresh
            self.from = from
            self.retriesFailures = retriesFailures
            self.keepsReplies = keepsReplies
            self.allowedFailures = allowedFailures
        }
    }

    private let file: ExperimentFile
    private let options: Options
    private let observer: any RunObserver
    private let finalStages: [any Stage]
    private let models: (any ModelProvider)?

    /// - Parameters:
    ///   - finalStages: run after the statistics, such as the report.
    ///   - models: where models come from; nil for this machine and the endpoints that the file names.
    package init(
        _ file: ExperimentFile, _ options: Options, _ observer: any RunObserver, finalStages: [any Stage] = [],
        models: (any ModelProvider)? = nil
    ) {
        self.file = file
        self.options = options
        self.observer = observer
        self.finalStages = finalStages
        self.models = models
    }

    private var experiment: Experiment { file.experiment }
    private var directory: RunDirectory { RunDirectory(options.directory) }

    /// The stages of the experiment, in order.
    package var stages: [any Stage] { Pipeline(experiment).stages + finalStages }

    /// How far the run is; changes nothing.
    package func plan() throws -> RunPlan {
        RunPlan(stages, context(try manifest()))
    }

    /// Runs every stage that is not done yet.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, after what was done is saved.
    package func run() async throws -> FinishedRun {
        try directory.create()
        let lock = try RunLock(directory)
        defer { withExtendedLifetime(lock) {} }
        try directory.removeRemains(of: artifacts)
        var run = context(try prepare())
        try discard(&run)
        for stage in stages {
            try Task.checkCancellation()
            try await advance(stage, &run)
        }
        return FinishedRun(directory: directory, manifest: run.manifest)
    }

    /// Runs one stage, unless it is done.
    private func advance(_ stage: some Stage, _ run: inout RunContext) async throws {
        let state = try StageState(of: stage, run)
        switch state {
        case .done(let record), .unproven(let record):
            try removeLedger(of: stage)
            observer.stageFinished(stage.name, summary: record.summary, seconds: record.seconds, isReused: true)
            run.digests.merge(record.artifacts) { $1 }
            try verify(record.proofs)
        default:
            let record = try await perform(stage, &run)
            observer.stageFinished(stage.name, summary: record.summary, seconds: record.seconds, isReused: false)
            try verify(record.proofs)
        }
    }

    /// Runs one stage and writes what it did into the manifest; also that it failed.
    private func perform(_ stage: some Stage, _ run: inout RunContext) async throws -> RunManifest.StageRecord {
        let (inputs, key) = try stage.resolvedInputs(run)
        run.key = key
        try remember(run.models.baseIdentity, &run.manifest)
        observer.stageStarted(stage.name)
        let start = ContinuousClock.now
        let progress = StageProgress { [observer] in observer.stageAdvanced(stage.name, fraction: $0, note: $1) }
        do {
            let outcome = try await stage.produce(run, progress)
            var digests: [String: SHA256Digest] = [:]
            for artifact in stage.artifacts { digests[artifact] = try directory.digest(of: artifact) }
            let record = RunManifest.StageRecord(
                name: stage.name, key: key, version: type(of: stage).version, inputs: inputs, artifacts: digests,
                seconds: (ContinuousClock.now - start) / .seconds(1), summary: outcome.summary, proofs: outcome.proofs,
                tally: outcome.tally)
            run.manifest.replace(record, order: stages.map(\.name))
            run.manifest.model = run.models.baseIdentity
            try run.manifest.save(to: directory)
            try removeLedger(of: stage)
            run.digests.merge(digests) { $1 }
            return record
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            run.manifest.failures[stage.name] = "\(error)"
            try? run.manifest.save(to: directory)
            throw error
        }
    }

    /// Writes down what was measured of the base model before anything depends on it, so that a run that is interrupted goes on
    /// with the same.
    private func remember(_ model: LocalModel.Identity?, _ manifest: inout RunManifest) throws {
        guard manifest.model != model else { return }
        manifest.model = model
        try manifest.save(to: directory)
    }

    /// Removes what an interrupted stage would have gone on from: also after the stage was recorded by a run that was killed then.
    private func removeLedger(of stage: some Stage) throws {
        if let ledger = stage.ledger { try directory.remove(ledger) }
    }

    private func verify(_ proofs: [Proof]) throws(ProofFailure) {
        let failed = proofs.filter { !$0.passed && !options.allowedFailures.contains($0.name) }
        guard failed.isEmpty else { throw ProofFailure(proofs: failed) }
    }

    private func context(_ manifest: RunManifest) -> RunContext {
        let folder = URL(filePath: file.path).deletingLastPathComponent()
        let models =
            models
            ?? ModelPool(
                experiment, experimentFile: URL(filePath: file.path), device: options.device,
                keepsReplies: options.keepsReplies, known: manifest.model)
        return RunContext(
            experiment: experiment, folder: folder, directory: directory, models: models, manifest: manifest)
    }

    private func prepare() throws -> RunManifest {
        if options.startsFresh { try empty() }
        let manifest = try manifest()
        try AtomicFile.write(file.text, to: directory.file("experiment.yaml"))
        try manifest.save(to: directory)
        return manifest
    }

    /// All that the stages write, besides the manifest.
    private var artifacts: [String] { stages.flatMap { $0.artifacts + [$0.ledger].compactMap { $0 } } }

    /// Removes what a run made, and nothing that someone else put into its folder.
    private func empty() throws {
        let recorded = (try? RunManifest(reading: directory))?.stages.flatMap(\.artifacts.keys) ?? []
        for name in artifacts + recorded + [RunManifest.file] { try directory.remove(name) }
    }

    private func manifest() throws -> RunManifest {
        let environment = RunManifest.Environment(
            version: CandorVersion.current, libtorch: LibTorch.version, device: options.device.description,
            machine: Machine.description, threads: LibTorch.threadCount)
        let source = RunManifest.Source(
            path: URL(filePath: file.path).standardizedFileURL.path(percentEncoded: false), overrides: file.overrides)
        var manifest = RunManifest(experiment, source, environment)
        manifest.allowedFailures = options.allowedFailures.sorted()
        if directory.has(RunManifest.file) {
            let earlier = try RunManifest(reading: directory)
            let names = Set(stages.map(\.name))
            manifest.stages = earlier.stages.filter { names.contains($0.name) }
            manifest.failures = earlier.failures.filter { names.contains($0.key) }
            manifest.model = earlier.environment.machine == environment.machine ? earlier.model : nil
        }
        return manifest
    }

    /// Forgets what `--from` and `--retry-failed` ask for again.
    private func discard(_ run: inout RunContext) throws {
        if let from = options.from {
            guard let first = stages.firstIndex(where: { $0.name == from || $0.name.hasPrefix(from + "/") }) else {
                throw UnknownStage(name: from, known: stages.map(\.name))
            }
            for stage in stages[first...] {
                run.manifest.stages.removeAll { $0.name == stage.name }
                if let ledger = stage.ledger { try directory.remove(ledger) }
            }
        }
        guard options.retriesFailures else { return }
        for stage in stages {
            guard let record = run.manifest.record(of: stage.name), record.tally.failures > 0 else { continue }
            try stage.keepAnswered(record, run)
            run.manifest.stages.removeAll { $0.name == stage.name }
        }
    }
}

/// A stage that the experiment does not have.
struct UnknownStage: Error, CustomStringConvertible {
    let name: String
    let known: [String]

    var description: String { unknown("stage '\(name)'", like: name, among: known) }
}
