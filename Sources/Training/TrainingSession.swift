import Foundation
import Provenance

/// A training that can be stopped at any time and goes on where it was saved.
///
/// It is saved every few steps, at its end, and when its task is cancelled. Run again with a trainer of the same settings, it
/// gives the adapter that it would have given without the interruption: bit for bit, on a CPU with as many threads as before.
/// Of several processes that train together, all run it, and rank 0 alone reads and writes the checkpoint.
package struct TrainingSession {
    /// What a finished training did.
    package struct Result: Sendable {
        /// All steps, those before an interruption included.
        package let log: [Trainer.Step]
        /// How many of them were done before.
        package let resumedStepCount: Int
        package let heldOutLossBefore: Double
        package let heldOutLossAfter: Double
    }

    /// Fresh: it has not done a step.
    package let trainer: Trainer
    package let rows: [TrainingRow]
    package let heldOut: [TrainingRow]
    package let plan: BatchPlan
    /// Where the checkpoint lies, if there is one.
    package let checkpoint: URL
    /// What the training depends on; a checkpoint of another key is not gone on from, but overwritten.
    package let key: SHA256Digest
    /// How many steps lie between two savings.
    package let stepsPerCheckpoint: Int

    package init(
        _ trainer: Trainer, rows: [TrainingRow], heldOut: [TrainingRow], plan: BatchPlan, checkpoint: URL,
        key: SHA256Digest, stepsPerCheckpoint: Int
    ) {
        precondition(stepsPerCheckpoint > 0, "a training is saved every \(stepsPerCheckpoint) steps")
        self.trainer = trainer
        self.rows = rows
        self.heldOut = heldOut
        self.plan = plan
        self.checkpoint = checkpoint
        self.key = key
        self.stepsPerCheckpoint = stepsPerCheckpoint
    }

    /// Does all steps of the plan that are not done yet.
    ///
    /// Throws `CancellationError`, with everything saved, when the task is cancelled between two steps, and
    /// ``TrainingCheckpointError`` when the checkpoint cannot be used: ``removeCheckpoint()`` then lets it start over.
    ///
    /// - Parameters:
    ///   - onStep: gets each step that is done now.
    ///   - onResume: gets the steps that were done before, if there are any.
    package func run(
        onStep: (Trainer.Step) -> Void = { _ in }, onResume: ([Trainer.Step]) -> Void = { _ in }
    ) throws -> Result {
        let saved = try isFirst ? resumableCheckpoint() : nil
        if let saved { try trainer.restore(saved) }
        let knownLossBefore = try trainer.synchronize(saved?.heldOutLossBefore)
        let resumed = trainer.log
        if !resumed.isEmpty { onResume(resumed) }
        let lossBefore = try knownLossBefore ?? trainer.heldOutLoss(heldOut)
        for step in plan.steps.dropFirst(trainer.log.count) {
            if try isToStop() {
                try save(lossBefore)
                throw CancellationError()
            }
            let done = try trainer.step(step.map { rows[$0] })
            onStep(done)
            if done.number.isMultiple(of: stepsPerCheckpoint) || done.number == plan.steps.count {
                try save(lossBefore)
            }
        }
        return Result(
            log: trainer.log, resumedStepCount: resumed.count, heldOutLossBefore: lossBefore,
            heldOutLossAfter: try trainer.heldOutLoss(heldOut))
    }

    /// Deletes the checkpoint, if there is one: when the adapter is stored, or to start over.
    package func removeCheckpoint() throws {
        guard FileManager.default.fileExists(atPath: checkpoint.path) else { return }
        try FileManager.default.removeItem(at: checkpoint)
    }

    private func resumableCheckpoint() throws -> TrainingCheckpoint? {
        guard FileManager.default.fileExists(atPath: checkpoint.path) else { return nil }
        let saved = try TrainingCheckpoint(reading: checkpoint)
        return saved.key == key ? saved : nil
    }

    /// Whether this process reads and writes the checkpoint.
    private var isFirst: Bool { trainer.parallelism?.group.isFirst ?? true }

    /// Whether this process was told to stop, or another one that trains with it.
    private func isToStop() throws -> Bool {
        try trainer.parallelism?.isAny(Task.isCancelled, "the next step") ?? Task.isCancelled
    }

    private func save(_ lossBefore: Double) throws {
        try trainer.checkEquality()
        guard isFirst else { return }
        try trainer.checkpoint(key: key, heldOutLossBefore: lossBefore).write(to: checkpoint)
    }
}
