import Kernels
import LanguageModels
import Torch

/// The weighted cross-entropy of supervised tokens, and its gradient with respect to the states that predict them.
///
/// The gradient has a closed form, softmax − target, and is computed chunk by chunk: the logits of all positions, the largest
/// tensor of a training step by far, never exist at once.
struct CompletionLoss {
    let head: TrainedHead
    /// What the weighted sum is divided by.
    let totalWeight: Double
    /// Positions whose logits exist at the same time.
    let chunkSize: Int

    /// - Parameter chunkSize: nil for what suits the device.
    init(_ head: TrainedHead, totalWeight: Double, device: Device, chunkSize: Int? = nil) {
        self.head = head
        self.totalWeight = totalWeight
        self.chunkSize = chunkSize ?? Self.chunkSize(on: device)
    }

    /// On a CPU a chunk should stay in the caches.
    static func chunkSize(on device: Device) -> Int { device == .cpu ? 256 : 4_096 }

    /// The loss summed over `states`, `[positions, hidden size]`.
    func value(_ states: Tensor, targets: [Int], weights: [Float]) throws -> Double {
        try sum(states, targets, weights) { logits, target, weight, _ in
            try CrossEntropy.losses(logits, targets: target, weights: nil)
        }
    }

    /// The same, with the gradient of the states; those of an adapted output projection are added to `gradients`.
    func valueAndGradient(
        _ states: Tensor, targets: [Int], weights: [Float], to gradients: AdapterGradients
    ) throws -> (loss: Double, gradient: Tensor) {
        var parts: [Tensor] = []
        let loss = try sum(states, targets, weights) { logits, target, weight, chunk in
            let losses = try CrossEntropy.losses(logits, targets: target, weights: weight)
            parts.append(try head.backward(logits, states: chunk.states, chunk.tape, to: gradients))
            return losses
        }
        return (loss, try Tensor.concatenate(parts, 0))
    }

    /// The weighted sum of the losses that `losses` gives for each chunk.
    private func sum(
        _ states: Tensor, _ targets: [Int], _ weights: [Float],
        _ losses: (Tensor, Tensor, Tensor, (states: Tensor, tape: TrainedHead.Tape)) throws -> Tensor
    ) throws -> Double {
        try recordingGradients(false) {
            let target = try Tensor(targets, on: states.device)
            let weight = try Tensor(weights.map { $0 / Float(totalWeight) }, on: states.device)
            let sum = try Tensor.zeros([], on: states.device)
            for start in stride(from: 0, to: targets.count, by: chunkSize) {
                let count = min(chunkSize, targets.count - start)
                func chunk(_ tensor: Tensor) throws -> Tensor { try tensor.narrowed(0, from: start, count: count) }
                let (logits, tape) = try head.forward(chunk(states))
                let weights = try chunk(weight)
                let values = try losses(logits, chunk(target), weights, (try chunk(states), tape))
                try sum.addInPlace((values * weights).sum())
            }
            return try sum.scalar()
        }
    }
}
