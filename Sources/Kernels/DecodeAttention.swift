import Torch

/// Attention of single tokens, each over the keys and values of its own sequence in a paged cache.
package struct DecodeAttention: Sendable {
    /// The blocks of each token's sequence in order, int32, `[tokens, most blocks]`; what follows the last is not read.
    package let blocks: Tensor
    /// How many tokens each sees, itself included: int32, `[tokens]`, at least 1.
    package let lengths: Tensor
    package let heads: HeadLayout

    package init(blocks: Tensor, lengths: Tensor, _ heads: HeadLayout) {
        self.blocks = blocks
        self.lengths = lengths
        self.heads = heads
    }

    /// - Parameter joint: `[tokens, (queries + 2 · key-values) · size]`, of which the queries are read; keys and values are stored.
    /// - Returns: `[tokens, queries · size]`.
    package func forward(_ joint: Tensor, _ cache: PagedKeysAndValues) throws -> Tensor {
        try cpuForward(joint, cache) ?? cudaForward(joint, cache) ?? plainForward(joint, cache)
    }

    /// Gathers every sequence's blocks and masks what lies beyond its length.
    func plainForward(_ joint: Tensor, _ cache: PagedKeysAndValues) throws -> Tensor {
        let (count, columns) = (blocks.size(0), blocks.size(1))
        let order = try blocks.reshaped([-1])
        func gathered(_ tensor: Tensor) throws -> Tensor {
            try tensor.selecting(order)
                .reshaped([count, columns, heads.keyValues, PagedKeysAndValues.blockSize, heads.size])
                .permuted([0, 2, 1, 3, 4]).reshaped([count, heads.keyValues, -1, heads.size]).to(.float32)
        }
        let positions = try Tensor.arange(columns * PagedKeysAndValues.blockSize, on: joint.device)
        let isBeyond = try lengths.reshaped([count, 1, 1, 1]) < positions + 1
        let queries = try joint.narrowed(1, from: 0, count: heads.queries * heads.size).to(.float32)
            .reshaped([count, heads.keyValues, heads.group, heads.size])
        let scores = try (queries.matmul(gathered(cache.keys).transposed(2, 3)) * (1 / Double(heads.size).squareRoot()))
            .filled(with: -.infinity, where: isBeyond)
        // What no token has written may be anything, and 0 times infinity is not 0.
        let values = try gathered(cache.values).filled(with: 0, where: isBeyond.transposed(2, 3))
        return try scores.softmax(3).matmul(values).reshaped([count, -1]).to(joint.dtype)
    }
}
