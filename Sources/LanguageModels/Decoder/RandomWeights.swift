import Torch

/// Parameters that are drawn on the device itself: what a model's speed depends on is its shape, not its numbers.
struct RandomWeights: DecoderParameters {
    let dtype: DType
    let device: Device
    let generator: TorchGenerator

    /// The deviation that Llama and Qwen begin their training with.
    static let deviation = 0.02

    /// Normally distributed, around 1 for norms and around 0 for everything else.
    func parameters(_ parts: [(name: String, shape: [Int])]) throws -> Tensor {
        let rows = parts.reduce(0) { $0 + $1.shape[0] }
        let tensor = try Tensor.empty([rows] + parts[0].shape.dropFirst(), dtype, on: device)
        try tensor.fillNormally(
            mean: ParameterNames.isNorm(parts[0].name) ? 1 : 0, deviation: Self.deviation, from: generator)
        return tensor
    }
}
