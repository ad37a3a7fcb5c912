import LanguageModels
import Provenance
import Torch

/// All that a training needs to go on, after some of its steps, as if it had never stopped.
package struct TrainingCheckpoint: Sendable {
    /// What the training depends on: model, rows, settings. A checkpoint of another key is of another training.
    package let key: SHA256Digest
    /// The loss of the held-out rows before the first step.
    package let heldOutLossBefore: Double
    /// The steps that are done.
    package let log: [Trainer.Step]
    /// The largest gradient norm that each adapted layer has seen, by path.
    package let peakGradientNorms: [String: Double]
    /// The adapter's matrices and the optimizer's moments by name, float32 on the CPU.
    let tensors: [String: Tensor]
}

extension Trainer {
    /// A copy of what the steps so far have made.
    package func checkpoint(key: SHA256Digest, heldOutLossBefore: Double) throws -> TrainingCheckpoint {
        try recordingGradients(false) {
            TrainingCheckpoint(
                key: key, heldOutLossBefore: heldOutLossBefore, log: log, peakGradientNorms: peakGradientNorms,
                tensors: try state.mapValues { try $0.device == .cpu ? $0.clone() : $0.to(.cpu) })
        }
    }

    /// Goes back, or on, to `checkpoint`: the next step is what it was for the trainer that the checkpoint is of.
    ///
    /// The model, the settings and the adapter's configuration must be the same; the adapter's matrices are overwritten.
    /// A checkpoint that does not fit the adapter is a ``TrainingCheckpointError`` and changes nothing.
    package func restore(_ checkpoint: TrainingCheckpoint) throws {
        let state = state
        guard state.mapValues(\.shape) == checkpoint.tensors.mapValues(\.shape) else {
            throw TrainingCheckpointError.ofAnotherAdapter
        }
        try recordingGradients(false) {
            for (name, tensor) in state {
                if let saved = checkpoint.tensors[name] { try tensor.copyInPlace(from: saved) }
            }
        }
        try optimizer.setStepCount(checkpoint.log.count)
        log = checkpoint.log
        peakGradientNorms = checkpoint.peakGradientNorms
    }

    /// The tensors that a step changes, by name.
    var state: [String: Tensor] {
        let names = adapter.paths.flatMap { ["\($0).down", "\($0).up"] }
        var state: [String: Tensor] = [:]
        for (index, name) in names.enumerated() {
            state[name] = parameters[index]
            state["\(name).first-moment"] = optimizer.firstMoments[index]
            state["\(name).second-moment"] = optimizer.secondMoments[index]
        }
        return state
    }
}
