import Torch

/// An adapter made ready for one forward pass: the updates of each projection joined, in the type of the weights.
struct ActiveAdapter {
    private let adapter: LowRankAdapter
    private let dtype: DType
    private let dropout: Double

    init(_ adapter: LowRankAdapter, dtype: DType) throws {
        self.adapter = adapter
        self.dtype = dtype
        // Dropout belongs to training, which is when gradients are recorded.
        let isTraining = adapter.updates.values.first?.down.requiresGradient ?? false
        dropout = isTraining ? adapter.configuration.dropout : 0
    }

    /// The joint update of all parts of `projection`; nil when none is adapted.
    func update(for projection: Projection) throws -> JointUpdate? {
        let parts = projection.parts.map { (part: $0, update: adapter.updates[$0.path]) }
        let adapted = parts.compactMap(\.update)
        guard !adapted.isEmpty else { return nil }
        let down = try Tensor.concatenate(adapted.map { try $0.down.to(dtype) }, 0)
        if parts.count == 1 {
            return JointUpdate(down: down, up: try adapted[0].scaledUp(dtype), dropout: dropout)
        }
        let blocks = try parts.map {
            try $0.update?.scaledUp(dtype) ?? .empty([$0.part.outputs, 0], dtype, on: down.device)
        }
        return JointUpdate(down: down, up: try Operator.blockDiagonal(.tensors(blocks)), dropout: dropout)
    }
}

/// The update of a whole projection: `up · down`, the scale within `up`.
///
/// Parts that share an input share one product with `down`; `up` is block-diagonal, so that each part sees only its own ranks.
struct JointUpdate {
    let down: Tensor
    let up: Tensor
    let dropout: Double

    /// `base + up · down · input`.
    func added(to base: Tensor, input: Tensor) throws -> Tensor {
        let source = dropout > 0 ? try input.dropout(dropout) : input
        return try base.addingProduct(source.linear(down), up.transposed(0, 1), scale: 1)
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
