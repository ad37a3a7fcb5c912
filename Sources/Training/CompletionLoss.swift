import LanguageModels
import Torch

/// The weighted cross-entropy of supervised tokens, and its gradient with respect to the states that predict them.
///
/// The output projection is frozen, so the gradient has a closed form, softmax − target, and is computed chunk by chunk: the logits
/// of all positions, the largest tensor of a training step by far, never exist at once.
struct CompletionLoss {
    let model: LanguageModel
    /// What the weighted sum is divided by.
    let totalWeight: Double
    /// Positions whose logits exist at the same time.
    var chunkSize = 256

    /// The loss summed over `states`, `[positions, hidden size]`, and its gradient of the same shape; nil without `needsGradient`.
    func callAsFunction(
        _ states: Tensor, targets: [Int], weights: [Float], needsGradient: Bool
    ) throws -> (loss: Double, gradient: Tensor?) {
        try recordingGradients(false) {
            var loss = 0.0
            var gradients: [Tensor] = []
            for start in stride(from: 0, to: targets.count, by: chunkSize) {
                let count = min(chunkSize, targets.count - start)
                let range = start..<start + count
                let target = try Tensor(Array(targets[range]), shape: [count, 1], on: model.device)
                let weight = try Tensor(
                    weights[range].map { $0 / Float(totalWeight) }, shape: [count, 1], on: model.device)
                let logits = try model.logits(states.narrowed(0, from: start, count: count)).to(.float32)
                let logProbabilities = try logits.logSoftmax(1)
                loss -= try (logProbabilities.gathering(target, 1) * weight).sum().scalar()
                guard needsGradient else { continue }
                let residual = try logProbabilities.exp() * weight
                try residual.scatterAddInPlace(-weight, at: target, 1)
                gradients.append(try model.headTransposed(residual.to(model.dtype)))
            }
            return (loss, needsGradient ? try Tensor.concatenate(gradients, 0) : nil)
        }
    }

    /// The same loss through libtorch's autograd: for an adapted output projection, and the reference of the form above.
    func recorded(
        _ states: Tensor, targets: [Int], weights: [Float], adapter: LowRankAdapter?, dropout: TorchGenerator? = nil
    ) throws -> Tensor {
        let target = try Tensor(targets, shape: [targets.count, 1], on: model.device)
        let weight = try Tensor(weights, shape: [targets.count, 1], on: model.device)
        let logProbabilities = try model.logits(states, adapter: adapter, dropout: dropout).to(.float32).logSoftmax(1)
        return try -((logProbabilities.gathering(target, 1) * weight).sum() / totalWeight)
    }
}
