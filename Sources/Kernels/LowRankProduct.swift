import Torch

/// The low-rank update of a projection, `up · down`, and its gradients: all products with a thin matrix.
///
/// Parts that share an input share one product with `down`; `up` is block-diagonal, so that each part sees only its own ranks.
package struct LowRankProduct: Sendable {
    /// `[ranks, inputs]`, in the type of the activations.
    package let down: Tensor
    /// `[outputs, ranks]`, scaled, zero outside of the parts' blocks.
    package let up: Tensor
    /// The blocks of `up`; parts without an update have none.
    package let blocks: [Block]

    /// Where one part's update lies.
    package struct Block: Sendable, Hashable {
        package let ranks: Range<Int>
        package let outputs: Range<Int>

        package init(ranks: Range<Int>, outputs: Range<Int>) {
            self.ranks = ranks
            self.outputs = outputs
        }
    }

    package init(down: Tensor, up: Tensor, blocks: [Block]) {
        self.down = down
        self.up = up
        self.blocks = blocks
    }

    /// `x · downᵀ`: `[tokens, ranks]`.
    package func reduced(_ x: Tensor) throws -> Tensor {
        try cpuReduced(x) ?? plainReduced(x)
    }

    /// Adds `reduced · upᵀ` to `outputs`, `[tokens, outputs]`, in place.
    package func add(_ reduced: Tensor, to outputs: Tensor) throws {
        guard try !cpuAdd(reduced, to: outputs) else { return }
        try plainAdd(reduced, to: outputs)
    }

    /// `gradient · up`: what reaches the reduced input, `[tokens, ranks]`.
    package func reducedGradient(_ gradient: Tensor) throws -> Tensor {
        try cpuReducedGradient(gradient) ?? plainReducedGradient(gradient)
    }

    /// Adds `reducedGradient · down` to the gradient of the input, `[tokens, inputs]`, in place.
    package func addInputGradient(_ reducedGradient: Tensor, to gradient: Tensor) throws {
        guard try !cpuAddInputGradient(reducedGradient, to: gradient) else { return }
        try plainAddInputGradient(reducedGradient, to: gradient)
    }

    /// The gradient of `down`, float32, `[ranks, inputs]`.
    package func downGradient(_ reducedGradient: Tensor, input: Tensor) throws -> Tensor {
        try cpuDownGradient(reducedGradient, input: input) ?? plainDownGradient(reducedGradient, input: input)
    }

    /// The gradients of the blocks of `up`, as scaled as `up` is: float32, each `[outputs, rank]`.
    package func upGradients(_ gradient: Tensor, reduced: Tensor) throws -> [Tensor] {
        try cpuUpGradients(gradient, reduced: reduced) ?? plainUpGradients(gradient, reduced: reduced)
    }
}

extension LowRankProduct {
    func plainReduced(_ x: Tensor) throws -> Tensor {
        try x.linear(down)
    }

    func plainAdd(_ reduced: Tensor, to outputs: Tensor) throws {
        try outputs.addProductInPlace(reduced, up.transposed(0, 1))
    }

    func plainReducedGradient(_ gradient: Tensor) throws -> Tensor {
        try gradient.matmul(up)
    }

    func plainAddInputGradient(_ reducedGradient: Tensor, to gradient: Tensor) throws {
        try gradient.addProductInPlace(reducedGradient, down)
    }

    func plainDownGradient(_ reducedGradient: Tensor, input: Tensor) throws -> Tensor {
        try reducedGradient.transposed(0, 1).matmul(input).to(.float32)
    }

    func plainUpGradients(_ gradient: Tensor, reduced: Tensor) throws -> [Tensor] {
        try blocks.map { block in
            try gradient.narrowed(1, from: block.outputs.lowerBound, count: block.outputs.count).transposed(0, 1)
                .matmul(reduced.narrowed(1, from: block.ranks.lowerBound, count: block.ranks.count)).to(.float32)
        }
    }
}
