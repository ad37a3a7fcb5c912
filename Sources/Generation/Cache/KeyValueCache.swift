import Kernels
import LanguageModels
import Torch

/// The keys and values of all tokens that running sequences have seen, in blocks that belong to no sequence in particular.
///
/// A token's slot is its block's number times 16 plus its place in the block. One block more than the plan has takes what nobody
/// reads: the rows that fill up a batch.
struct KeyValueCache {
    let blocks: Int
    let heads: HeadLayout
    /// Each layer's keys and then its values, `[2 · layers, blocks + 1, key-value heads, 16, head size]`.
    private let storage: Tensor
    /// Views of the storage, `[blocks + 1, key-value heads, 16, head size]`.
    private let layers: [(keys: Tensor, values: Tensor)]

    init(for model: LanguageModel, blocks: Int) throws {
        let c = model.configuration
        self.blocks = blocks
        heads = HeadLayout(queries: c.headCount, keyValues: c.keyValueHeadCount, size: c.headSize)
        let storage = try Tensor.empty(
            [2 * c.layerCount, blocks + 1, c.keyValueHeadCount, BlockPool.blockSize, c.headSize], model.dtype,
            on: model.device)
        self.storage = storage
        layers = try (0..<c.layerCount).map { layer in
            (
                try storage.narrowed(0, from: 2 * layer, count: 1).squeezed(0),
                try storage.narrowed(0, from: 2 * layer + 1, count: 1).squeezed(0)
            )
        }
    }

    /// The slot of tokens that nobody reads.
    var spareSlot: Int { blocks * BlockPool.blockSize }

    /// The keys and values of one layer, `[blocks + 1, key-value heads, 16, head size]`.
    func layer(_ layer: Int) -> (keys: Tensor, values: Tensor) { layers[layer] }

    /// The rows of slots, every head's, in a layer seen as `[rows, head size]`.
    func rows(of slots: some Sequence<Int>) -> [Int] {
        slots.flatMap { slot in
            let (block, place) = slot.quotientAndRemainder(dividingBy: BlockPool.blockSize)
            return (0..<heads.keyValues).map { (block * heads.keyValues + $0) * BlockPool.blockSize + place }
        }
    }

    /// Stores the keys and values of new tokens, which lie in a joint projection, at `rows`.
    func store(layer: Int, joint: Tensor, at rows: Tensor) throws {
        for (tensor, first) in [
            (layers[layer].keys, heads.queries), (layers[layer].values, heads.queries + heads.keyValues),
        ] {
            let new = try joint.narrowed(1, from: first * heads.size, count: heads.keyValues * heads.size)
            try tensor.reshaped([-1, heads.size]).copyInPlace(at: rows, 0, from: new.reshaped([-1, heads.size]))
        }
    }

    /// The keys and values at `rows` of one layer: `[tokens, key-value heads, head size]`.
    func gather(layer: Int, _ rows: Tensor) throws -> (keys: Tensor, values: Tensor) {
        func gathered(_ tensor: Tensor) throws -> Tensor {
            try tensor.reshaped([-1, heads.size]).selecting(rows).reshaped([-1, heads.keyValues, heads.size])
        }
        return (try gathered(layers[layer].keys), try gathered(layers[layer].values))
    }

    /// Copies whole blocks, all layers of them.
    func copy(_ pairs: [(from: Int, to: Int)]) throws {
        guard !pairs.isEmpty else { return }
        let (from, to) = (
            try Tensor(pairs.map(\.from), on: storage.device), try Tensor(pairs.map(\.to), on: storage.device)
        )
        try storage.copyInPlace(at: to, 1, from: storage.selecting(from, 1))
    }
}
