import Kernels
import LanguageModels
import Torch

/// Attention of single tokens, each to its own sequence in the cache: a decoding pass.
struct PagedAttention: CachedAttention {
    let cache: KeyValueCache
    /// Where each token's keys and values go: int64, `[tokens]`.
    let slots: Tensor
    let attention: DecodeAttention

    /// - Parameters:
    ///   - blocks: of each token's sequence, int32, `[tokens, most blocks]`.
    ///   - lengths: how many tokens each sees, itself included: int32, `[tokens]`.
    init(_ cache: KeyValueCache, slots: Tensor, blocks: Tensor, lengths: Tensor) {
        self.cache = cache
        self.slots = slots
        attention = DecodeAttention(blocks: blocks, lengths: lengths, cache.heads)
    }

    func callAsFunction(layer: Int, joint: Tensor, positions: RotaryPositions) throws -> Tensor {
        try cache.layers[layer].store(joint, rotatedBy: positions, cache.heads, slots: slots)
        return try attention.forward(joint, cache.layers[layer])
    }
}

/// The blocks of several sequences as one table.
struct BlockTable {
    /// Row by row, filled up with 0: `[sequences, columns]`.
    let blocks: [Int32]
    let columns: Int

    init(_ sequences: [[Int]]) {
        let columns = sequences.lazy.map(\.count).max() ?? 0
        self.columns = columns
        blocks = sequences.flatMap { blocks in
            blocks.map(Int32.init) + Array(repeating: 0, count: columns - blocks.count)
        }
    }
}
