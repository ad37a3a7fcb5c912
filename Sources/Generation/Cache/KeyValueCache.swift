import Kernels
import LanguageModels
import Torch

/// The keys and values of all tokens that running sequences have seen, in blocks that belong to no sequence in particular.
struct KeyValueCache {
    let blocks: Int
    let heads: HeadLayout
    /// Views of the storage.
    let layers: [PagedKeysAndValues]
    /// Each layer's keys and then its values, `[2 · layers, blocks + 1, key-value heads, 16, head size]`.
    private let storage: Tensor

    /// - Parameter blocks: one more is made, for what nobody reads: the rows that fill up a batch.
    init(for model: LanguageModel, blocks: Int) throws {
        let c = model.configuration
        self.blocks = blocks
        heads = HeadLayout(queries: c.headCount, keyValues: c.keyValueHeadCount, size: c.headSize)
        let storage = try Tensor.empty(
            [2 * c.layerCount, blocks + 1, c.keyValueHeadCount, BlockPool.blockSize, c.headSize], model.dtype,
            on: model.device)
        self.storage = storage
        func part(_ index: Int) throws -> Tensor { try storage.narrowed(0, from: index, count: 1).squeezed(0) }
        layers = try (0..<c.layerCount).map { PagedKeysAndValues(keys: try part(2 * $0), values: try part(2 * $0 + 1)) }
    }

    /// The first slot of the block that nobody reads.
    var spareSlot: Int { blocks * BlockPool.blockSize }

    /// Copies whole blocks, all layers of them.
    func copy(_ pairs: [(from: Int, to: Int)]) throws {
        guard !pairs.isEmpty else { return }
        let from = try Tensor(pairs.map(\.from), on: storage.device)
        let to = try Tensor(pairs.map(\.to), on: storage.device)
        try storage.copyInPlace(at: to, 1, from: storage.selecting(from, 1))
    }
}
