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
    package func plan() throws -> RunPlan { try plan(try manifest()) }

    /// What the run would do, take and be able to show; runs and changes nothing.
    ///
    /// - Parameter machine: what there is to compute with.
    package func forecast(on machine: MachineResources) throws -> RunForecast {
        var problems: [String] = []
        let made: RunManifest
        do {
            made = try manifest()
        } catch {
            if !options.startsFresh { problems.append("\(error)") }
            made = newManifest
        }
        let before = (try? RunManifest(reading: directory))?.environment
        return RunForecast(
            try plan(made), experimentFile: URL(filePath: file.path), machine: machine,
            ratesHold: before?.machine == made.environment.machine, problems: problems)
    }

    private func plan(_ manifest: RunManifest) throws -> RunPlan {
        let first = try options.from.map(firstStage)
        let kept = options.startsFresh ? 0 : first ?? stages.count
        let discarded = Set(stages[kept...].map(\.name))
        return RunPlan(
            stages, context(manifest), isDiscarded: discarded.contains, asksAgain: options.retriesFailures)
    }

    /// Runs every stage that is not done yet.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, after what was done is saved.
    package func run() async throws -> FinishedRun {
        try directory.create()
        let lock = try RunLock(directory)
        defer { withExtendedLifetime(lock) {} }
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
            if let ledger = stage.ledger { try directory.remove(ledger) }
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

    /// Removes what a run made, and nothing that someone else put into its folder.
    private func empty() throws {
        let artifacts = stages.flatMap { $0.artifacts + [$0.ledger].compactMap { $0 } }
        let recorded = (try? RunManifest(reading: directory))?.stages.flatMap(\.artifacts.keys) ?? []
        for name in artifacts + recorded + [RunManifest.file] { try directory.remove(name) }
    }

    /// The manifest of a run of which nothing was done.
    private var newManifest: RunManifest {
        let environment = RunManifest.Environment(
            version: CandorVersion.current, libtorch: LibTorch.version, device: options.device.description,
            machine: Machine.description, threads: LibTorch.threadCount)
        let source = RunManifest.Source(
            path: URL(filePath: file.path).standardizedFileURL.path(percentEncoded: false), overrides: file.overrides)
        var manifest = RunManifest(experiment, source, environment)
        manifest.allowedFailures = options.allowedFailures.sorted()
        return manifest
    }

    private func manifest() throws -> RunManifest {
        var manifest = newManifest
        guard directory.has(RunManifest.file) else { return manifest }
        let earlier = try RunManifest(reading: directory)
        let names = Set(stages.map(\.name))
        manifest.stages = earlier.stages.filter { names.contains($0.name) }
        manifest.failures = earlier.failures.filter { names.contains($0.key) }
        manifest.model = earlier.environment.machine == manifest.environment.machine ? earlier.model : nil
        return manifest
    }

    /// The place of the stage that `--from` names.
    private func firstStage(_ name: String) throws(UnknownStage) -> Int {
        guard let first = stages.firstIndex(where: { $0.name == name || $0.name.hasPrefix(name + "/") }) else {
            throw UnknownStage(name: name, known: stages.map(\.name))
        }
        return first
    }

    /// Forgets what `--from` and `--retry-failed` ask for again.
    private func discard(_ run: inout RunContext) throws {
        if let from = options.from {
            for stage in stages[try firstStage(from)...] {
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
