import Torch

/// One layer's keys and values in blocks of 16 slots, which sequences hold in any order (PagedAttention, Kwon et al. 2023).
///
/// The slot with number n is place n mod 16 of block n / 16.
package struct PagedKeysAndValues: Sendable {
    /// Slots in one block.
    package static let blockSize = 16

    /// `[blocks, key-value heads, 16, head size]`.
    package let keys: Tensor
    /// `[blocks, key-value heads, 16, head size]`.
    package let values: Tensor

    package init(keys: Tensor, values: Tensor) {
        self.keys = keys
        self.values = values
    }

    /// Copies the keys and values of each token of a joint projection into its slot.
    ///
    /// - Parameter slots: int64, `[tokens]`; no two the same, or only those that nobody reads.
    package func store(_ joint: Tensor, _ heads: HeadLayout, slots: Tensor) throws {
        if try cpuStore(joint, heads, slots: slots) || cudaStore(joint, heads, slots: slots) { return }
        try plainStore(joint, heads, slots: slots)
    }

    func plainStore(_ joint: Tensor, _ heads: HeadLayout, slots: Tensor) throws {
        let rows = try rows(of: slots, heads)
        for (tensor, first) in [(keys, heads.queries), (values, heads.queries + heads.keyValues)] {
            let new = try joint.narrowed(1, from: first * heads.size, count: heads.keyValues * heads.size)
            try tensor.reshaped([-1, heads.size]).copyInPlace(at: rows, 0, from: new.reshaped([-1, heads.size]))
        }
    }

    /// The keys and values of the tokens in `slots`: `[tokens, key-value heads, head size]` each.
    package func gathered(_ heads: HeadLayout, slots: Tensor) throws -> (keys: Tensor, values: Tensor) {
        let rows = try rows(of: slots, heads)
        func gathered(_ tensor: Tensor) throws -> Tensor {
            try tensor.reshaped([-1, heads.size]).selecting(rows).reshaped([-1, heads.keyValues, heads.size])
        }
        return (try gathered(keys), try gathered(values))
    }

    /// The rows of slots, every head's, where keys or values are seen as `[rows, head size]`: `[tokens · key-value heads]`.
    private func rows(of slots: Tensor, _ heads: HeadLayout) throws -> Tensor {
        // (block · heads + head) · 16 + place = slot + 16 · (block · (heads - 1) + head)
        let block = try Operator.floorDivide(.tensor(slots), .int(Self.blockSize))
        let others = try Operator.multiply(.tensor(block), .int(Self.blockSize * (heads.keyValues - 1)))
        let head = try Operator.multiply(.tensor(.arange(heads.keyValues, on: slots.device)), .int(Self.blockSize))
        return try ((slots + others).unsqueezed(1) + head).reshaped([-1])
    }
}

extension Operator {
    fileprivate static let floorDivide = Operator("aten::floor_divide", "Scalar")
    fileprivate static let multiply = Operator("aten::mul", "Scalar")
}
