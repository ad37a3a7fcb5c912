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
        /// The folders of runs whose stages are used again where they did the same.
        package var donors: [URL]

        package init(
            directory: URL, device: Device, startsFresh: Bool = false, from: String? = nil,
            retriesFailures: Bool = false, keepsReplies: Bool = true, allowedFailures: Set<String> = [],
            donors: [URL] = []
        ) {
            self.directory = directory
            self.device = device
            self.startsFresh = startsFresh
            self.from = from
            self.retriesFailures = retriesFailures
            self.keepsReplies = keepsReplies
            self.allowedFailures = allowedFailures
            self.donors = donors
        }
    }

    let file: ExperimentFile
    let options: Options
    let team: RunTeam?
    private let observer: any RunObserver
    private let finalStages: [any Stage]
    private let models: (any ModelProvider)?

    /// - Parameters:
    ///   - finalStages: run after the statistics, such as the report.
    ///   - models: where models come from; nil for this machine and the endpoints that the file names.
    ///   - team: the processes that make the run together; nil for this one alone.
    package init(
        _ file: ExperimentFile, _ options: Options, _ observer: any RunObserver, finalStages: [any Stage] = [],
        models: (any ModelProvider)? = nil, team: RunTeam? = nil
    ) {
        self.file = file
        self.options = options
        self.observer = observer
        self.finalStages = finalStages
        self.models = models
        self.team = team
    }

    private var experiment: Experiment { file.experiment }
    var directory: RunDirectory { RunDirectory(options.directory) }

    /// The stages of the experiment, in order.
    package var stages: [any Stage] { Pipeline(experiment).stages + finalStages }

    /// Runs every stage that is not done yet.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, after what was done is saved.
    package func run() async throws -> FinishedRun {
        guard let team else { return try await runStages() }
        return try await team.together(runStages)
    }

    private func runStages() async throws -> FinishedRun {
        let first = try firstStage()
        try directory.create()
        let lock = try RunLock(directory)
        defer { withExtendedLifetime(lock) {} }
        var run = context(try prepare(from: first))
        try refuseObstacles(run)
        let sharing = StageSharing(options.donors)
        for stage in stages {
            try Task.checkCancellation()
            try await advance(stage, &run, sharing)
        }
        return FinishedRun(directory: directory, manifest: run.manifest)
    }

    /// Makes one stage of a finished run again, from the artifacts that are there.
    ///
    /// - Throws: `MissingArtifact` when the stages that it builds on have not been run, `ChangedArtifact` when what they wrote
    ///   is no longer what is there.
    package func remake(_ stage: some Stage) async throws -> FinishedRun {
        let manifest = try RunManifest(reading: directory)
        let lock = try RunLock(directory)
        defer { withExtendedLifetime(lock) {} }
        var run = context(manifest)
        let others = manifest.stages.filter { $0.name != stage.name }
        try others.checkArtifacts(in: directory)
        for record in others { run.digests.merge(record.artifacts) { $1 } }
        _ = try await perform(stage, &run)
        return FinishedRun(directory: directory, manifest: run.manifest)
    }

    /// Runs one stage, unless it is done, here or by another run.
    private func advance(_ stage: some Stage, _ run: inout RunContext, _ sharing: StageSharing) async throws {
        switch try StageState(of: stage, run) {
        case .done(let record), .unproven(let record):
            guard options.retriesFailures, record.tally.failures > 0 else {
                return try reuse(record, of: stage, .unchanged, &run)
            }
            try stage.keepAnswered(record, run)
            run.manifest.stages.removeAll { $0.name == stage.name }
            try run.manifest.save(to: directory)
        default:
            if let record = try takeOver(stage, &run, from: sharing) {
                return try reuse(record, of: stage, .shared(record.sharedFrom ?? ""), &run)
            }
            if options.retriesFailures { try stage.keepAnswered(nil, run) }
        }
        try await complete(stage, &run)
    }

    /// Takes over a stage that another run did with the same inputs.
    private func takeOver(
        _ stage: some Stage, _ run: inout RunContext, from sharing: StageSharing
    ) throws -> RunManifest.StageRecord? {
        guard !sharing.isEmpty else { return nil }
        let key = try stage.resolvedInputs(run).1
        guard let record = try sharing.record(of: stage, key: key, into: directory) else { return nil }
        run.manifest.replace(record, order: stages.map(\.name))
        try run.manifest.save(to: directory)
        return record
    }

    private func reuse(
        _ record: RunManifest.StageRecord, of stage: some Stage, _ origin: StageOrigin, _ run: inout RunContext
    ) throws {
        try removeLedger(of: stage)
        observer.stageFinished(record.name, summary: record.summary, seconds: record.seconds, origin: origin)
        run.digests.merge(record.artifacts) { $1 }
        try run.verify(record.proofs)
    }

    private func complete(_ stage: some Stage, _ run: inout RunContext) async throws {
        let record = try await perform(stage, &run)
        observer.stageFinished(stage.name, summary: record.summary, seconds: record.seconds, origin: .made)
        try run.verify(record.proofs)
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
        } catch ProcessGroupError.interrupted {
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

    /// Removes what an interrupted stage would have gone on from. A process may be killed between a stage's record and this.
    private func removeLedger(of stage: some Stage) throws {
        if let ledger = stage.ledger { try directory.remove(ledger) }
    }

    func context(_ manifest: RunManifest) -> RunContext {
        let pool = ModelPool(
            experiment, experimentFile: URL(filePath: file.path), device: options.device,
            keepsReplies: options.keepsReplies, known: manifest.model, team: team)
        return context(manifest, models: models ?? pool)
    }

    func context(_ manifest: RunManifest, models: any ModelProvider) -> RunContext {
        RunContext(
            experiment: experiment, folder: URL(filePath: file.path).deletingLastPathComponent(), directory: directory,
            models: models, team: team, manifest: manifest)
    }
}
