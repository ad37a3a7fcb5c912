import LanguageModels
import Torch

/// Attention of one new token of each running sequence to everything before it.
struct DecodeAttention: Attention {
    private let cache: KeyValueCache
    private let count: Int
    private let slots: Tensor
    /// What may not be seen: `[sequences, 1, 1, capacity]`.
    private let mask: Tensor
    private let usesProducts: Bool

    /// - Parameters:
    ///   - lengths: tokens of each sequence, the new one included; sequences lie at the start of the cache.
    ///   - usesProducts: plain matrix products instead of libtorch's fused operator; nil for what is faster.
    /// - Precondition: the cache has room for every length.
    init(_ cache: KeyValueCache, lengths: [Int], for model: LanguageModel, usesProducts: Bool? = nil) throws {
        self.cache = cache
        self.usesProducts = usesProducts ?? (model.device == .cpu)
        count = lengths.count
        slots = try cache.slots(lengths.enumerated().map { ($0, $1 - 1) }, on: model.device)
        let isBeyond =
            try Tensor(lengths, shape: [count, 1, 1, 1], on: model.device)
            < Tensor(Array(1...cache.capacity), on: model.device)
        mask = try Tensor.zeros([count, 1, 1, cache.capacity], model.dtype, on: model.device)
            .filled(with: -.infinity, where: isBeyond)
    }

    func callAsFunction(layer: Int, queries: Tensor, keys: Tensor, values: Tensor) throws -> Tensor {
        try cache.store(layer: layer, slots: slots, keys: keys, values: values)
        let seen = try cache.view(layer: layer, sequences: 0..<count, length: cache.capacity)
        // The query heads that share a key head stand in for positions: every one of them may see the same keys.
        let grouped = try queries.reshaped([count, keys.size(1), -1, keys.size(2)])
        let attended =
            try usesProducts
            ? products(grouped, seen.keys, seen.values)
            : Tensor.attention(grouped, seen.keys, seen.values, mask: mask)
        return try attended.reshaped([count, -1])
    }

    private func products(_ queries: Tensor, _ keys: Tensor, _ values: Tensor) throws -> Tensor {
        let scale = 1 / Double(queries.size(3)).squareRoot()
        let scores = try (queries * scale).matmul(keys.transposed(2, 3)) + mask
        return try scores.softmax(3).matmul(values)
    }
}
