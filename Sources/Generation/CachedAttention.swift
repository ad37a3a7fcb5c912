import LanguageModels
import Torch

/// Attention of the first tokens of new sequences, which are stored in the cache on the way.
struct PrefillAttention: Attention {
    /// Where one sequence lies in the pass and in the cache.
    struct Segment {
        let sequence: Int
        /// Tokens that are in the cache already.
        let past: Int
        let count: Int
    }

    private let cache: KeyValueCache
    private let segments: [Segment]
    private let rows: Tensor
    private let masks: [Tensor?]

    init(_ cache: KeyValueCache, _ segments: [Segment], dtype: DType, device: Device) throws {
        self.cache = cache
        self.segments = segments
        rows = try Tensor(
            segments.flatMap { segment in
                (segment.past..<segment.past + segment.count).map { segment.sequence * cache.capacity + $0 }
            }, on: device)
        masks = try segments.map { $0.past == 0 ? nil : try Self.mask($0, dtype, device) }
    }

    func callAsFunction(layer: Int, queries: Tensor, keys: Tensor, values: Tensor) throws -> Tensor {
        try cache.store(layer: layer, rows: rows, keys: keys, values: values)
        let parts = try queries.split(segments.map(\.count), 0)
        let attended = try zip(segments, zip(parts, masks)).map { segment, work in
            let (query, mask) = work
            let seen = try cache.view(
                layer: layer, sequences: segment.sequence..<segment.sequence + 1, length: segment.past + segment.count)
            return try Tensor.attention(
                query.transposed(0, 1).unsqueezed(0), seen.keys.transposed(1, 2), seen.values.transposed(1, 2),
                mask: mask, isCausal: mask == nil, groupsQueries: query.size(1) != keys.size(1)
            ).squeezed(0).transposed(0, 1).reshaped([segment.count, -1])
        }
        return try Tensor.concatenate(attended, 0)
    }

    /// Each new token sees the past and the new tokens up to itself; libtorch's causal attention knows no past.
    private static func mask(_ segment: Segment, _ dtype: DType, _ device: Device) throws -> Tensor {
        var values: [Float] = []
        for query in 0..<segment.count {
            for key in 0..<segment.past + segment.count {
                values.append(key <= segment.past + query ? 0 : -.infinity)
            }
        }
        return try Tensor(values, shape: [1, 1, segment.count, segment.past + segment.count], on: device).to(dtype)
    }
}

/// Attention of one new token of each running sequence to everything before it.
struct DecodeAttention: Attention {
    private let cache: KeyValueCache
    private let lengths: [Int]
    private let rows: Tensor
    private let mask: Tensor

    /// - Parameter lengths: tokens of each sequence, the new one included; sequences lie at the start of the cache.
    init(_ cache: KeyValueCache, lengths: [Int], dtype: DType, device: Device) throws {
        self.cache = cache
        self.lengths = lengths
        rows = try Tensor(lengths.indices.map { $0 * cache.capacity + lengths[$0] - 1 }, on: device)
        let longest = lengths.max() ?? 0
        let hidden =
            try Tensor(lengths, shape: [lengths.count, 1, 1, 1], on: device)
            < Tensor(Array(1...longest), on: device)
        mask = try Tensor.zeros([lengths.count, 1, 1, longest], dtype, on: device).filled(
            with: -.infinity, where: hidden)
    }

    func callAsFunction(layer: Int, queries: Tensor, keys: Tensor, values: Tensor) throws -> Tensor {
        try cache.store(layer: layer, rows: rows, keys: keys, values: values)
        let seen = try cache.view(layer: layer, sequences: 0..<lengths.count, length: lengths.max() ?? 0)
        // The query heads that share a key head stand in for positions: every one of them may see the same keys.
        let grouped = try queries.reshaped([lengths.count, keys.size(1), -1, keys.size(2)])
        return try Tensor.attention(grouped, seen.keys.transposed(1, 2), seen.values.transposed(1, 2), mask: mask)
            .reshaped([lengths.count, -1])
    }
}
