import LanguageModels
import Torch

/// The keys and values of all tokens that running sequences have seen, one row of slots per sequence and head.
///
/// The slots grow with the longest sequence, so that what is attended to lies closely packed in memory.
final class KeyValueCache {
    /// Slots of each sequence now.
    private(set) var capacity: Int
    private let limit: Int
    private let heads: Int
    /// One pair a layer, each `[sequences, key-value heads, capacity, head size]`.
    private var layers: [(keys: Tensor, values: Tensor)]

    private static let step = 32

    /// - Parameter limit: the most tokens that one sequence will hold.
    init(for model: LanguageModel, sequences: Int, limit: Int) throws {
        let c = model.configuration
        let capacity = min(Self.step, limit)
        self.capacity = capacity
        self.limit = limit
        heads = c.keyValueHeadCount
        func slots() throws -> Tensor {
            try .zeros([sequences, c.keyValueHeadCount, capacity, c.headSize], model.dtype, on: model.device)
        }
        layers = try (0..<c.layerCount).map { _ in (try slots(), try slots()) }
    }

    /// Makes room for sequences of `length` tokens.
    func reserve(_ length: Int) throws {
        guard length > capacity else { return }
        let grown = min((length + Self.step - 1) / Self.step * Self.step, limit)
        for index in layers.indices {
            layers[index] = (try enlarged(layers[index].keys, to: grown), try enlarged(layers[index].values, to: grown))
        }
        capacity = grown
    }

    /// Views of `length` slots of `sequences` in one layer: `[sequences, heads, length, head size]`.
    func view(layer: Int, sequences: Range<Int>, length: Int) throws -> (keys: Tensor, values: Tensor) {
        func cut(_ tensor: Tensor) throws -> Tensor {
            try tensor.narrowed(0, from: sequences.lowerBound, count: sequences.count).narrowed(
                2, from: 0, count: length)
        }
        return (try cut(layers[layer].keys), try cut(layers[layer].values))
    }

    /// The slots of tokens, every head's, for ``store(layer:slots:keys:values:)``.
    func slots(_ tokens: [(sequence: Int, position: Int)], on device: Device) throws -> Tensor {
        try Tensor(
            tokens.flatMap { token in
                (0..<heads).map { (token.sequence * heads + $0) * capacity + token.position }
            }, on: device)
    }

    /// Stores new tokens: keys and values of `[tokens, heads, head size]`.
    func store(layer: Int, slots: Tensor, keys: Tensor, values: Tensor) throws {
        let flat = [-1, keys.size(2)]
        try layers[layer].keys.reshaped(flat).copyInPlace(at: slots, 0, from: keys.reshaped(flat))
        try layers[layer].values.reshaped(flat).copyInPlace(at: slots, 0, from: values.reshaped(flat))
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

    private func enlarged(_ tensor: Tensor, to capacity: Int) throws -> Tensor {
        var shape = tensor.shape
        shape[2] = capacity
        let larger = try Tensor.zeros(shape, tensor.dtype, on: tensor.device)
        try larger.narrowed(2, from: 0, count: self.capacity).copyInPlace(from: tensor)
        return larger
    }
}
