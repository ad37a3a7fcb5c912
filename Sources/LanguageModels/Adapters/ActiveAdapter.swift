import Torch

/// An adapter made ready for one forward pass: the updates of each projection joined, in the type of the weights.
struct ActiveAdapter {
    private let adapter: LowRankAdapter
    private let dtype: DType

    init(_ adapter: LowRankAdapter, dtype: DType) {
        self.adapter = adapter
        self.dtype = dtype
    }

    /// The joint update of all parts of `projection`; nil when none is adapted.
    func update(for projection: Projection) throws -> JointUpdate? {
        let parts = projection.parts.map { (part: $0, update: adapter.updates[$0.path]) }
        let adapted = parts.compactMap(\.update)
        guard !adapted.isEmpty else { return nil }
        let down = try Tensor.concatenate(adapted.map { try $0.down.to(dtype) }, 0)
        if parts.count == 1 {
            return JointUpdate(down: down, up: try adapted[0].scaledUp(dtype))
        }
        let blocks = try parts.map {
            try $0.update?.scaledUp(dtype) ?? .empty([$0.part.outputs, 0], dtype, on: down.device)
        }
        return JointUpdate(down: down, up: try Operator.blockDiagonal(.tensors(blocks)))
    }
}

/// The update of a whole projection: `up · down`, the scale within `up`.
///
/// Parts that share an input share one product with `down`; `up` is block-diagonal, so that each part sees only its own ranks.
struct JointUpdate {
    let down: Tensor
    let up: Tensor

    /// `base + up · down · input`.
    func added(to base: Tensor, input: Tensor) throws -> Tensor {
        try base.addingProduct(input.linear(down), up.transposed(0, 1), scale: 1)
    }
}

extension LowRankAdapter.Update {
    func scaledUp(_ dtype: DType) throws -> Tensor {
        try (up * scale).to(dtype)
    }
}

extension Operator {
    fileprivate static let blockDiagonal = Operator("aten::block_diag")
}
