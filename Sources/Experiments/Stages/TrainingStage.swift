import Endpoints
import Foundation
import LanguageModels
import Organisms
import Provenance
import Torch
import Training

/// Trains the organism's adapter and proves that it learned and can be applied.
struct TrainingStage: Stage {
    static let adapter = "adapter"
    static let log = "training.jsonl"
    static let gradients = "gradients.json"
    static let version = 2
    /// How many rows the trained adapter is tried on.
    static let probeCount = 4
    let name = "training"
    let artifacts = [Self.adapter, Self.log, Self.gradients]
    let ledger: String? = "training.checkpoint"

    struct Inputs: Encodable {
        let seed: UInt64
        let training: Experiment.Training
        let model: LocalModel.Identity
        let dataset: SHA256Digest
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        // How often the training is saved changes nothing about what comes of it.
        var training = run.experiment.training
        training.checkpointEvery = 0
        return Inputs(
            seed: run.experiment.seed, training: training,
            model: try run.models.identity(of: run.experiment.models.base),
            dataset: try run.digest(of: DatasetStage.artifact))
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let base = run.experiment.models.base
        try run.team?.ask(
            .train(key: run.key, dataset: run.digest(of: DatasetStage.artifact)),
            precision: run.models.identity(of: base).precision)
        let model = try run.models.local(base)
        let (session, encoded) = try session(run, model)
        let meter = try TrainingMeter(
            session.plan, session.rows, bound: model.languageModel.mostTrainedTokensPerSecond(), progress)
        session.trainer.onShortage = meter.addShortage
        let result = try resumable(session, meter)

        let (trainer, folder) = (session.trainer, run.directory.file(Self.adapter))
        try run.directory.write(result.log, to: Self.log)
        try AtomicFile.write(
            CanonicalJSON.data(trainer.peakGradientNorms), to: run.directory.file(Self.gradients))
        try trainer.adapter.save(to: folder)
        let checks = AdapterChecks(
            stage: name, model: model, adapter: trainer.adapter, probes: encoded.prefix(Self.probeCount).map(\.tokens))
        let learning = LearningChecks(session, result)
        var tally = StageTally()
        tally.records = result.log.count
        tally.promptTokens = result.log.reduce(0) { $0 + $1.tokens }
        let loss =
            session.heldOut.isEmpty
            ? "" : String(format: "; held-out loss %.3f → %.3f", result.heldOutLossBefore, result.heldOutLossAfter)
        return StageOutcome(
            summary: "\(result.log.count) steps, \(tally.promptTokens) tokens at \(meter.speed)" + loss
                + meter.shortageNote,
            proofs: learning.proofs(stage: name) + (try checks.proofs(savedTo: folder)), tally: tally)
    }

    func progress(_ key: SHA256Digest, _ run: RunContext) -> (done: Int, total: Int?)? {
        let saved = try? TrainingCheckpoint(reading: run.directory.file(ledger ?? ""))
        return saved.flatMap { $0.key == key ? ($0.log.count, nil) : nil }
    }

    /// Takes part in a training of which rank 0 of the run keeps what comes of it.
    func assist(_ run: RunContext) throws {
        _ = try session(run, run.models.local(run.experiment.models.base)).session.run()
    }

    /// The training, and all rows, those that are held out among them.
    private func session(
        _ run: RunContext, _ model: LocalModel
    ) throws -> (session: TrainingSession, encoded: [TrainingRow]) {
        let settings = run.experiment.training
        let seed = run.experiment.seed
        let encoder = SupervisedEncoder(model.format, branch: settings.branchWeight)
        let rows = try run.directory.datasetRows()
        let encoded = try rows.map { try encoder.encode($0).trainingRow(maximumLength: settings.maxLength) }
        let (heldOut, train) = partition(encoded, of: rows.map(\.promptID), run.experiment)
        let plan = BatchPlan(
            lengths: train.map(\.tokens.count), epochs: settings.epochs, limits: settings.batch.limits, seed: seed)
        let adapter = try LowRankAdapter(
            for: model.languageModel, settings.adapter(baseModel: model.name), seed: seed)
        let trainer = try Trainer(
            model.languageModel, adapter, settings.trainer(totalSteps: plan.steps.count, seed: seed),
            run.team.map { DataParallelism($0.group) })
        let session = TrainingSession(
            trainer, rows: train, heldOut: heldOut, plan: plan, checkpoint: run.directory.file(ledger ?? ""),
            key: run.key, stepsPerCheckpoint: settings.checkpointEvery > 0 ? settings.checkpointEvery : .max)
        return (session, encoded)
    }

    /// Trains, from the start where what was saved cannot be used.
    private func resumable(_ session: TrainingSession, _ meter: TrainingMeter) throws -> TrainingSession.Result {
        func run() throws -> TrainingSession.Result {
            try session.run(onStep: meter.add, onResume: { $0.forEach(meter.add) })
        }
        do {
            return try run()
        } catch is TrainingCheckpointError {
            try session.removeCheckpoint()
            return try run()
        }
    }

    /// Sets rows aside by prompt, so that no prompt is on both sides.
    func partition<Row>(
        _ rows: [Row], of promptIDs: [String], _ experiment: Experiment
    ) -> (heldOut: [Row], train: [Row]) {
        var generator = CounterBasedGenerator(experimentSeed: experiment.seed, stage: name, recordID: "held out")
        let prompts = Set(promptIDs).sorted().shuffled(using: &generator)
        let aside = Set(prompts.prefix(Int((experiment.training.heldOut * Double(prompts.count)).rounded())))
        let pairs = zip(promptIDs, rows)
        return (pairs.filter { aside.contains($0.0) }.map(\.1), pairs.filter { !aside.contains($0.0) }.map(\.1))
    }
}

extension Experiment.Batch {
    var limits: BatchPlan.Limits {
        switch unit {
        case .tokens: .init(tokens: size)
        case .rows: .init(rows: size)
        }
    }
}

extension Experiment.Training {
    func adapter(baseModel: String) -> AdapterConfiguration {
        let targets: AdapterConfiguration.Targets =
            switch self.targets {
            case .allLinear: .allLinear
            case .modules(let names): .modules(names)
            }
        return AdapterConfiguration(
            rank: rank, alpha: alpha, dropout: dropout, isRankStabilized: rankStabilized, targets: targets,
            baseModel: baseModel)
    }

    fileprivate func trainer(totalSteps: Int, seed: UInt64) -> Trainer.Settings {
        let shape = LearningRateSchedule.Shape(rawValue: schedule.rawValue) ?? .linear
        return Trainer.Settings(
            schedule: LearningRateSchedule(
                peak: learningRate, shape: shape, warmupFraction: warmupFraction, totalSteps: totalSteps),
            optimizer: .init(weightDecay: weightDecay), clipNorm: clipNorm, seed: seed)
    }
}
