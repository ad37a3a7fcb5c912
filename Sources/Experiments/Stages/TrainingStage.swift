import Endpoints
import Foundation
import LanguageModels
import Organisms
import Provenance
import Torch
import Training

/// Trains the organism's adapter and proves that it learned and can be applied.
struct TrainingStage: Stage {
    static let name = "training"
    static let version = 1
    static let artifacts = ["adapter", "training.jsonl", "gradients.json"]

    let experiment: Experiment
    let model: LocalModel
    let rows: [DatasetRow]
    let datasetDigest: SHA256Digest

    struct Inputs: Encodable {
        let seed: UInt64
        let training: Experiment.Training
        let model: LocalModel.Identity
        let dataset: SHA256Digest
    }

    var inputs: Inputs {
        Inputs(seed: experiment.seed, training: experiment.training, model: model.identity, dataset: datasetDigest)
    }

    func produce(in directory: RunDirectory, _ progress: StageProgress) throws -> StageOutcome {
        let settings = experiment.training
        let encoder = SupervisedEncoder(model, branch: settings.branchWeight)
        let encoded = try rows.map { try encoder.encode($0).trainingRow(maximumLength: settings.maxLength) }
        let (heldOut, train) = partition(encoded)
        let plan = BatchPlan(
            lengths: train.map(\.tokens.count), epochs: settings.epochs, limits: settings.batch.limits,
            seed: experiment.seed)
        let adapter = try LowRankAdapter(
            for: model.languageModel, settings.adapter(baseModel: model.name), seed: experiment.seed)
        let trainer = try Trainer(
            model.languageModel, adapter, settings.trainer(totalSteps: plan.steps.count, seed: experiment.seed))
        let lossBefore = try trainer.heldOutLoss(heldOut)
        var log: [Trainer.Step] = []
        var meter = TrainingMeter(plan, train, progress)
        for step in plan.steps {
            let report = try trainer.step(step.map { train[$0] })
            log.append(report)
            meter.add(report)
        }
        let lossAfter = try trainer.heldOutLoss(heldOut)
        try directory.write(log, to: Self.artifacts[1])
        try AtomicFile.write(
            CanonicalJSON.data(trainer.peakGradientNorms), to: directory.file(Self.artifacts[2]))
        try adapter.save(to: directory.file(Self.artifacts[0]))
        let checks = AdapterChecks(model: model, adapter: adapter, probes: Array(encoded.prefix(4)))
        return StageOutcome(
            summary: "\(plan.steps.count) steps, \(meter.tokens) tokens at \(meter.rate) tok/s; held-out loss "
                + String(format: "%.3f → %.3f", lossBefore, lossAfter),
            proofs: learned(trainer, train, heldOut, (lossBefore, lossAfter))
                + (try checks.proofs(savedTo: directory.file(Self.artifacts[0]))))
    }

    func load(from directory: RunDirectory) throws -> LowRankAdapter {
        try LowRankAdapter(loading: directory.file(Self.artifacts[0]), for: model.languageModel)
    }

    /// Sets rows aside by prompt, so that no prompt is on both sides.
    private func partition(_ encoded: [TrainingRow]) -> (heldOut: [TrainingRow], train: [TrainingRow]) {
        var generator = CounterBasedGenerator(experimentSeed: experiment.seed, stage: Self.name, recordID: "held out")
        let prompts = Set(rows.map(\.promptID)).sorted().shuffled(using: &generator)
        let aside = Set(prompts.prefix(Int((experiment.training.heldOut * Double(prompts.count)).rounded())))
        let pairs = zip(rows, encoded)
        return (
            pairs.filter { aside.contains($0.0.promptID) }.map(\.1),
            pairs.filter { !aside.contains($0.0.promptID) }.map(\.1)
        )
    }

    private func learned(
        _ trainer: Trainer, _ train: [TrainingRow], _ heldOut: [TrainingRow], _ loss: (before: Double, after: Double)
    ) -> [Proof] {
        let unsupervised = train.filter { $0.supervisedCount == 0 }.map(\.id)
        let norms = trainer.peakGradientNorms
        let still = trainer.adapter.paths.filter { (norms[$0] ?? 0) <= 0 }
        let fell = Proof(
            "held-out-loss-fell", stage: Self.name,
            measured: heldOut.isEmpty ? "no rows held out" : String(format: "%.4f → %.4f", loss.before, loss.after),
            expected: "lower after training", passed: heldOut.isEmpty || loss.after < loss.before)
        return [
            .none("every-row-is-supervised", stage: Self.name, of: train.count, offenders: unsupervised),
            .none(
                "every-adapted-layer-got-a-gradient", stage: Self.name, of: trainer.adapter.paths.count,
                offenders: still),
            fell,
        ]
    }
}

extension Experiment.Batch {
    fileprivate var limits: BatchPlan.Limits {
        switch unit {
        case .tokens: .init(tokens: size)
        case .rows: .init(rows: size)
        }
    }
}

extension Experiment.Training {
    fileprivate func adapter(baseModel: String) -> AdapterConfiguration {
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

/// Reports loss, gradient norm, learning rate, speed and the time that is left.
private struct TrainingMeter {
    private let steps: Int
    private let totalTokens: Int
    private let progress: StageProgress
    private(set) var tokens = 0
    private var seconds = 0.0

    init(_ plan: BatchPlan, _ rows: [TrainingRow], _ progress: StageProgress) {
        steps = plan.steps.count
        totalTokens = plan.steps.joined().reduce(0) { $0 + rows[$1].tokens.count }
        self.progress = progress
    }

    var rate: Int { Int(Double(tokens) / max(seconds, 1e-3)) }

    mutating func add(_ step: Trainer.Step) {
        tokens += step.tokens
        seconds += step.seconds
        let left = Int(Double(totalTokens - tokens) * seconds / Double(max(tokens, 1)))
        progress.update(
            Double(tokens) / Double(max(totalTokens, 1)),
            String(
                format: "step %d/%d  loss %.3f  grad %.2f  lr %.1e  %d tok/s  eta %d:%02d", step.number, steps,
                step.loss,
                step.gradientNorm, step.learningRate, rate, left / 60, left % 60))
    }
}
