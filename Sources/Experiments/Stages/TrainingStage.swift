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
        let settings = run.experiment.training
        let seed = run.experiment.seed
        let model = try run.models.local(run.experiment.models.base)
        let rows = try run.directory.datasetRows()
        let encoder = SupervisedEncoder(model.format, branch: settings.branchWeight)
        let encoded = try rows.map { try encoder.encode($0).trainingRow(maximumLength: settings.maxLength) }
        let (heldOut, train) = partition(rows, encoded, run.experiment)
        let plan = BatchPlan(
            lengths: train.map(\.tokens.count), epochs: settings.epochs, limits: settings.batch.limits, seed: seed)
        let adapter = try LowRankAdapter(
            for: model.languageModel, settings.adapter(baseModel: model.name), seed: seed)
        let trainer = try Trainer(model.languageModel, adapter, settings.trainer(totalSteps: plan.steps.count))
        let session = TODO
        return StageOutcome(summary: "")
    }
}
