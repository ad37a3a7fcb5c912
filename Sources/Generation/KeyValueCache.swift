import LanguageModels
import Torch

/// The keys and values of all tokens that running sequences have seen, one row of slots per sequence.
final class KeyValueCache {
    /// Tokens that one sequence can hold.
    let capacity: Int
    /// One pair a layer, each `[sequences, capacity, key-value heads, head size]`.
    private let layers: [(keys: Tensor, values: Tensor)]

    init(for model: LanguageModel, sequences: Int, capacity: Int) throws {
        self.capacity = capacity
        let c = model.configuration
        let shape = [sequences, capacity, c.keyValueHeadCount, c.headSize]
        layers = try (0..<c.layerCount).map { _ in
            (try .zeros(shape, model.dtype, on: model.device), try .zeros(shape, model.dtype, on: model.device))
        }
    }

    /// Views of the first `length` tokens of `sequences` in one layer: `[sequences, length, heads, head size]`.
    func view(layer: Int, sequences: Range<Int>, length: Int) throws -> (keys: Tensor, values: Tensor) {
        func cut(_ tensor: Tensor) throws -> Tensor {
            try tensor.narrowed(0, from: sequences.lowerBound, count: sequences.count).narrowed(
                1, from: 0, count: length)
        }
        return (try cut(layers[layer].keys), try cut(layers[layer].values))
    }

    /// Stores one new token of each sequence.
    ///
    /// - Parameters:
    ///   - rows: the slot of each token, `sequence · capacity + position`.
    ///   - keys: `[tokens, heads, head size]`, and so the values.
    func store(layer: Int, rows: Tensor, keys: Tensor, values: Tensor) throws {
        let flat = [-1] + Array(keys.shape.dropFirst())
        try layers[layer].keys.reshaped(flat).copyInPlace(at: rows, 0, from: keys)
        try layers[layer].values.reshaped(flat).copyInPlace(at: rows, 0, from: values)
    }

    /// Copies the first `length` tokens of a sequence of another cache, or this one, to `sequence`.
    func copy(from source: KeyValueCache, sequence other: Int, to sequence: Int, length: Int) throws {
        guard length > 0 else { return }
        for layer in layers.indices {
            let old = try source.view(layer: layer, sequences: other..<other + 1, length: length)
            let new = try view(layer: layer, sequences: sequence..<sequence + 1, length: length)
            try new.keys.copyInPlace(from: old.keys)
            try new.values.copyInPlace(from: old.values)
        }
    }
}
