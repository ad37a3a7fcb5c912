import Torch

/// The cross-entropy of rows of logits with one target each, and its gradient in closed form: softmax − target.
package enum CrossEntropy {
    /// The loss of each row, not weighted: float32, `[rows]`.
    ///
    /// - Parameters:
    ///   - logits: `[rows, vocabulary]`; with `weights` they are overwritten by the gradient of the weighted sum.
    ///   - targets: `[rows]`, int64.
    ///   - weights: what the gradient of each row is multiplied by, `[rows]`, float32; nil for the losses alone.
    package static func losses(_ logits: Tensor, targets: Tensor, weights: Tensor?) throws -> Tensor {
        try cpuLosses(logits, targets: targets, weights: weights)
            ?? cudaLosses(logits, targets: targets, weights: weights)
            ?? plainLosses(logits, targets: targets, weights: weights)
    }

    static func plainLosses(_ logits: Tensor, targets: Tensor, weights: Tensor?) throws -> Tensor {
        let target = try targets.unsqueezed(1)
        let logProbabilities = try logits.to(.float32).logSoftmax(1)
        let losses = try -logProbabilities.gathering(target, 1).squeezed(1)
        if let weights = try weights?.unsqueezed(1) {
            let gradient = try logProbabilities.exp() * weights
            try gradient.scatterAddInPlace(-weights, at: target, 1)
            try logits.copyInPlace(from: gradient)
        }
        return losses
    }
}
