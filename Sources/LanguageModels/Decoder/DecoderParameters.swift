import Torch

/// Where the parameters of a model come from, by their Hugging Face names; each is asked for once.
protocol DecoderParameters {
    /// Several parameters with the same number of columns as one tensor, the first on top.
    func parameters(_ parts: [(name: String, shape: [Int])]) throws -> Tensor
}

extension DecoderParameters {
    /// The parameter `name`, whose shape must be `shape`.
    func parameter(_ name: String, _ shape: [Int]) throws -> Tensor { try parameters([(name, shape)]) }
}
