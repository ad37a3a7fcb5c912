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
    private let slots: Tensor
    private let masks: [Tensor?]

    /// - Precondition: the cache has room for every segment.
    init(_ cache: KeyValueCache, _ segments: [Segment], for model: LanguageModel) throws {
        self.cache = cache
        self.segments = segments
        slots = try cache.slots(
            segments.flatMap { segment in
                (segment.past..<segment.past + segment.count).map { (segment.sequence, $0) }
            }, on: model.device)
        masks = try segments.map { $0.past == 0 ? nil : try Self.mask($0, model.dtype, model.device) }
    }

    func callAsFunction(layer: Int, queries: Tensor, keys: Tensor, values: Tensor) throws -> Tensor {
        try cache.store(layer: layer, slots: slots, keys: keys, values: values)
        let parts = try queries.split(segments.map(\.count), 0)
        let attended = try segments.indices.map { index in
            let segment = segments[index]
            let seen = try cache.view(
                layer: layer, sequences: segment.sequence..<segment.sequence + 1, length: segment.past + segment.count)
            return try Tensor.attention(
                parts[index].transposed(0, 1).unsqueezed(0), seen.keys, seen.values, mask: masks[index],
                isCausal: masks[index] == nil, groupsQueries: queries.size(1) != keys.size(1)
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
