import Torch

/// Causal attention of packed rows that are the ends of longer ones: each new token sees what came before its row's new tokens, and
/// the new tokens up to itself.
package struct PrefixAttention: Sendable {
    /// New tokens of each row.
    private let lengths: [Int]
    /// Tokens of each row, the new ones included.
    private let seen: [Int]
    private let heads: HeadLayout
    /// Where the new tokens of each row begin, and all of its tokens; int32, `[rows + 1]`.
    private let offsets: (new: Tensor, seen: Tensor)

    package init(lengths: [Int], seen: [Int], _ heads: HeadLayout, on device: Device) throws {
        self.lengths = lengths
        self.seen = seen
        self.heads = heads
        offsets = (
            try PackedRows(lengths: lengths, on: device).offsets, try PackedRows(lengths: seen, on: device).offsets
        )
    }

    /// - Parameters:
    ///   - joint: of the new tokens, `[tokens, (queries + 2 · key-values) · size]`, of which the queries are read.
    ///   - keys: of all tokens that the rows see, row after row, `[seen tokens, key-values, size]`.
    ///   - values: the same.
    /// - Returns: `[tokens, queries · size]`.
    package func forward(_ joint: Tensor, keys: Tensor, values: Tensor) throws -> Tensor {
        let queries = try joint.narrowed(1, from: 0, count: heads.queries * heads.size)
            .reshaped([joint.size(0), heads.queries, heads.size])
        let usesFlash = joint.device != .cpu && joint.dtype != .float32 && heads.size <= 256 && heads.size % 8 == 0
        return try usesFlash ? flash(queries, keys, values) : plain(queries, keys, values)
    }

    /// FlashAttention aligns the last new token of a row with the last that it sees.
    private func flash(_ queries: Tensor, _ keys: Tensor, _ values: Tensor) throws -> Tensor {
        try Operator.flashForward(
            .tensor(queries), .tensor(keys), .tensor(values), .tensor(offsets.new), .tensor(offsets.seen),
            .int(lengths.max() ?? 0), .int(seen.max() ?? 0), 0.0, true, false
        ).reshaped([queries.size(0), -1])
    }

    /// Row by row, by libtorch's operator with a mask.
    func plain(_ queries: Tensor, _ keys: Tensor, _ values: Tensor) throws -> Tensor {
        let (queries, keys, values) = (
            try queries.split(lengths, 0), try keys.split(seen, 0), try values.split(seen, 0)
        )
        func batch(_ x: Tensor) throws -> Tensor { try x.transposed(0, 1).unsqueezed(0) }
        return try Tensor.concatenate(
            lengths.indices.map { row in
                try Tensor.attention(
                    batch(queries[row]), batch(keys[row]), batch(values[row]), mask: mask(row, like: queries[row]),
                    groupsQueries: heads.group > 1
                ).squeezed(0).transposed(0, 1).reshaped([lengths[row], -1])
            }, 0)
    }

    /// `[1, 1, new tokens, seen tokens]`.
    private func mask(_ row: Int, like queries: Tensor) throws -> Tensor {
        let positions = try Tensor.arange(seen[row], on: queries.device)
        let own = try positions.narrowed(0, from: seen[row] - lengths[row], count: lengths[row])
        return try Tensor.zeros([lengths[row], seen[row]], queries.dtype, on: queries.device)
            .filled(with: -.infinity, where: own.unsqueezed(1) < positions).unsqueezed(0).unsqueezed(0)
    }
}

extension Operator {
    fileprivate static let flashForward = Operator("aten::_flash_attention_forward")
}
