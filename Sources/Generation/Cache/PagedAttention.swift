import Kernels
import LanguageModels
import Torch

/// Attention of single tokens, each to its own sequence in the cache: a decoding pass, or a piece of a prompt token by token.
struct PagedAttention: CachedAttention {
    private let cache: KeyValueCache
    /// Where the new tokens' keys and values go; see ``KeyValueCache/rows(of:)``.
    private let rows: Tensor
    /// The blocks of each token's sequence, `[tokens, most blocks]`, int32.
    private let blocks: Tensor
    /// How many tokens each token sees, itself included, `[tokens]`, int32.
    private let lengths: Tensor

    init(_ cache: KeyValueCache, rows: Tensor, blocks: Tensor, lengths: Tensor) {
        self.cache = cache
        self.rows = rows
        self.blocks = blocks
        self.lengths = lengths
    }

    func callAsFunction(layer: Int, joint: Tensor) throws -> Tensor {
        try cache.store(layer: layer, joint: joint, at: rows)
        return try attend(joint, cache.layer(layer))
    }

    /// Gathers every sequence's blocks and masks what lies beyond its length.
    private func attend(_ joint: Tensor, _ layer: (keys: Tensor, values: Tensor)) throws -> Tensor {
        let heads = cache.heads
        let (count, columns) = (blocks.size(0), blocks.size(1))
        let order = try blocks.reshaped([-1])
        func gathered(_ tensor: Tensor) throws -> Tensor {
            try tensor.selecting(order)
                .reshaped([count, columns, heads.keyValues, BlockPool.blockSize, heads.size])
                .permuted([0, 2, 1, 3, 4]).reshaped([count, heads.keyValues, -1, heads.size])
        }
        let isBeyond = try lengths.reshaped([count, 1, 1, 1])
            < Tensor.arange(columns * BlockPool.blockSize, on: joint.device) + 1
        let queries = try joint.narrowed(1, from: 0, count: heads.queries * heads.size)
            .reshaped([count, heads.keyValues, heads.group, heads.size])
        let scores = try (queries * (1 / Double(heads.size).squareRoot()))
            .matmul(gathered(layer.keys).transposed(2, 3)).filled(with: -.infinity, where: isBeyond)
        // What no token has written may be anything, and 0 times infinity is not 0.
        let values = try gathered(layer.values).filled(with: 0, where: isBeyond.transposed(2, 3))
        return try scores.softmax(3).matmul(values).reshaped([count, -1])
    }
}
