import Kernels
import LanguageModels
import Torch

/// Attention of pieces of prompts, each to what its sequence has in the cache and to itself.
struct PrefillAttention: CachedAttention {
    private let cache: KeyValueCache
    private let segments: [Segment]
    /// Where the new tokens' keys and values go; see ``KeyValueCache/rows(of:)``.
    private let rows: Tensor
    /// The pieces without a past, when all are: they need nothing from the cache.
    private let fresh: CausalAttention?

    private struct Segment {
        let count: Int
        /// All that the piece sees, in the cache.
        let seen: Tensor
        let mask: Tensor
    }

    init(_ cache: KeyValueCache, _ segments: [Step.Segment], for model: LanguageModel) throws {
        self.cache = cache
        rows = try Tensor(cache.rows(of: segments.flatMap(\.newSlots)), on: model.device)
        let isFresh = segments.allSatisfy { $0.past == 0 }
        fresh = isFresh
            ? CausalAttention(try PackedRows(lengths: segments.map(\.count), on: model.device), cache.heads) : nil
        self.segments = isFresh
            ? []
            : try segments.map { segment in
                Segment(
                    count: segment.count,
                    seen: try Tensor(cache.rows(of: segment.seenSlots), on: model.device),
                    mask: try Self.mask(segment, model))
            }
    }

    func callAsFunction(layer: Int, joint: Tensor) throws -> Tensor {
        try cache.store(layer: layer, joint: joint, at: rows)
        if let fresh { return try fresh.forward(joint).output }
        let parts = try joint.split(segments.map(\.count), 0)
        return try Tensor.concatenate(
            zip(parts, segments).map { part, segment in try attend(part, segment, layer: layer) }, 0)
    }

    private func attend(_ part: Tensor, _ segment: Segment, layer: Int) throws -> Tensor {
        let heads = cache.heads
        let queries = try part.narrowed(1, from: 0, count: heads.queries * heads.size)
            .reshaped([segment.count, heads.queries, heads.size])
        let seen = try cache.gather(layer: layer, segment.seen)
        func batch(_ x: Tensor) throws -> Tensor { try x.transposed(0, 1).unsqueezed(0) }
        return try Tensor.attention(
            batch(queries), batch(seen.keys), batch(seen.values), mask: segment.mask, groupsQueries: heads.group > 1
        ).squeezed(0).transposed(0, 1).reshaped([segment.count, -1])
    }

    /// Each new token sees the past and the new tokens up to itself: `[1, 1, new, past + new]`.
    private static func mask(_ segment: Step.Segment, _ model: LanguageModel) throws -> Tensor {
        let positions = try Tensor.arange(segment.past + segment.count, on: model.device)
        let isLater = try positions.narrowed(0, from: segment.past, count: segment.count).unsqueezed(1) < positions
        return try Tensor.zeros([segment.count, segment.past + segment.count], model.dtype, on: model.device)
            .filled(with: -.infinity, where: isLater).unsqueezed(0).unsqueezed(0)
    }
}

extension RunningSequence {
    /// The slots of its tokens at `positions`.
    func slots(_ positions: Range<Int>) -> [Int] {
        positions.map { blocks[$0 / BlockPool.blockSize] * BlockPool.blockSize + $0 % BlockPool.blockSize }
    }
}

extension Step.Segment {
    var positions: Range<Int> { past..<past + count }
    fileprivate var newSlots: [Int] { sequence.slots(positions) }
    fileprivate var seenSlots: [Int] { sequence.slots(0..<past + count) }
}
