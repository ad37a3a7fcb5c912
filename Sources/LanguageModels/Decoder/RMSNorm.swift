import Torch

/// Root-mean-square normalisation over the last dimension.
struct RMSNorm: Sendable {
    let weight: Tensor
    let epsilon: Double

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try x.rmsNorm(weight, epsilon: epsilon)
    }
}
