import Foundation
import Training

/// Proves that a training changed what it was to change.
struct LearningChecks {
    private let session: TrainingSession
    private let result: TrainingSession.Result

    init(_ session: TrainingSession, _ result: TrainingSession.Result) {
        self.session = session
        self.result = result
    }

    func proofs(stage: String) -> [Proof] {
        let (trainer, train) = (session.trainer, session.rows)
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
                measured: session.heldOut.isEmpty
                    ? "no rows held out"
                    : String(format: "%.4f → %.4f", result.heldOutLossBefore, result.heldOutLossAfter),
                expected: "lower after training",
                passed: session.heldOut.isEmpty || result.heldOutLossAfter < result.heldOutLossBefore,
                meaning: "nothing that carries over to other rows was learned: check the learning rate and the rows"),
        ]
    }
}
