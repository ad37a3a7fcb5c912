import Kernels
import Torch

/// A frozen projection with its low-rank update, forward and backward by hand: frozen weights get no gradient.
struct AdaptedProjection {
    private let projection: Projection
    private let parts: [Projection.AdaptedPart]
    private let product: LowRankProduct?
    private let dropout: Dropout?

    /// What zeroes some of the input of the update: the same each time, by the seed.
    struct Dropout {
        let probability: Double
        let seed: UInt64
    }

    /// What backward needs beside the input.
    struct Tape {
        /// `[tokens, ranks]`.
        let reduced: Tensor?
    }

    init(_ projection: Projection, _ adapter: LowRankAdapter?, dropout: Dropout?) throws {
        self.projection = projection
        self.dropout = dropout
        parts = adapter.map(projection.adaptedParts) ?? []
        product = try Self.product(parts, outputs: projection.weight.size(0), projection.weight.dtype)
    }

    /// The outputs for `x`, `[tokens, inputs]`.
    func forward(_ x: Tensor) throws -> (output: Tensor, tape: Tape) {
        let output = try x.linear(projection.weight, bias: projection.bias)
        guard let product else { return (output, Tape(reduced: nil)) }
        let reduced = try product.reduced(dropped(x))
        try product.add(reduced, to: output)
        return (output, Tape(reduced: reduced))
    }

    /// The gradient of the input by that of the output, and the gradient of the reduced input.
    func inputGradient(_ gradient: Tensor) throws -> (input: Tensor, reduced: Tensor?) {
        let input = try gradient.matmul(projection.weight)
        guard let reduced = try reducedGradient(gradient), let product else { return (input, nil) }
        if let mask = try mask(input.shape) {
            try input.addInPlace(reduced.matmul(product.down) * mask)
        } else {
            try product.addInputGradient(reduced, to: input)
        }
        return (input, reduced)
    }

    /// The gradient of the reduced input alone, for a layer whose input needs none.
    func reducedGradient(_ gradient: Tensor) throws -> Tensor? {
        try product?.reducedGradient(gradient)
    }

    /// Adds the gradients of the update's matrices to `gradients`.
    func addParameterGradients(
        _ gradient: Tensor, reducedGradient: Tensor?, input: Tensor, _ tape: Tape, to gradients: AdapterGradients
    ) throws {
        guard let product, let reducedGradient, let reduced = tape.reduced else { return }
        try gradients.add(
            down: product.downGradient(reducedGradient, input: dropped(input)),
            ups: product.upGradients(gradient, reduced: reduced), for: parts)
    }

    private func dropped(_ x: Tensor) throws -> Tensor {
        try mask(x.shape).map { try x * $0 } ?? x
    }

    private func mask(_ shape: [Int]) throws -> Tensor? {
        try dropout.map { dropout in
            let generator = try TorchGenerator(seed: dropout.seed, on: projection.weight.device)
            return try Tensor.full(shape, 1, projection.weight.dtype, on: projection.weight.device)
                .dropout(dropout.probability, from: generator)
        }
    }

    /// The updates of `parts` as one product, in the type of the weights, the scale within `up`.
    private static func product(
        _ parts: [Projection.AdaptedPart], outputs: Int, _ dtype: DType
    ) throws -> LowRankProduct? {
        guard !parts.isEmpty else { return nil }
        let down = try Tensor.concatenate(parts.map { try $0.update.down.to(dtype) }, 0)
        let up = try Tensor.zeros([outputs, down.size(0)], dtype, on: down.device)
        var blocks: [LowRankProduct.Block] = []
        for part in parts {
            let start = blocks.last?.ranks.upperBound ?? 0
            let block = LowRankProduct.Block(ranks: start..<start + part.update.up.size(1), outputs: part.outputs)
            try up.narrowed(0, from: block.outputs.lowerBound, count: block.outputs.count)
                .narrowed(1, from: block.ranks.lowerBound, count: block.ranks.count)
                .copyInPlace(from: part.update.scaledUp(dtype))
            blocks.append(block)
        }
        return LowRankProduct(down: down, up: up, blocks: blocks)
    }
}
