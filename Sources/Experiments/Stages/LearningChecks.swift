import Foundation
import Training

/// Proves that a training changed what it was to change.
struct LearningChecks {
    private let trainer: Trainer
    private let train: [TrainingRow]
    private let heldOut: [TrainingRow]
    private let loss: (before: Double, after: Double)

    init(
        _ trainer: Trainer, train: [TrainingRow], heldOut: [TrainingRow], loss: (before: Double, after: Double)
    ) {
        self.trainer = trainer
        self.train = train
        self.heldOut = heldOut
        self.loss = loss
    }

    func proofs(stage: String) -> [Proof] {
        let unsupervised = train.filter { $0.supervisedCount == 0 }.map(\.id)
        let norms = trainer.peakGradientNorms
        let still = trainer.adapter.paths.filter { (norms[$0] ?? 0) <= 0 }
        return [
            .none(
                "every-row-is-supervised", stage: stage, of: train.count, offenders: unsupervised,
                meaning: "the mask leaves nothing to learn from these rows"),
            .none(
                "every-adapted-layer-got-a-gradient", stage: stage, of: trainer.adapter.paths.count, offenders: still,
                meaning: "these layers are adapted in name only: the loss does not reach them"),
            Proof(
                "held-out-loss-fell", stage: stage,
                measured: heldOut.isEmpty
                    ? "no rows held out" : String(format: "%.4f → %.4f", loss.before, loss.after),
                expected: "lower after training", passed: heldOut.isEmpty || loss.after < loss.before,
                meaning: "nothing that carries over to other rows was learned: check the learning rate and the rows"),
        ]
    }
}
