import Kernels
import LanguageModels
import Torch

/// Attention of pieces of prompts, each to what its sequence has in the cache and to itself.
struct PrefillAttention: CachedAttention {
    private let cache: KeyValueCache
    /// Where the new tokens' keys and values go: int64, `[tokens]`.
    private let slots: Tensor
    private let form: Form

    private enum Form {
        /// No piece has a past: nothing is needed from the cache.
        case fresh(CausalAttention)
        /// Token by token, as in decoding: best while contexts are short.
        case single(DecodeAttention)
        /// Piece by piece, by libtorch's operator.
        case pieces([Piece])
    }

    private struct Piece {
        let count: Int
        /// Where all that the piece sees lies.
        let seen: Tensor
        let mask: Tensor
    }

    /// Up to this many tokens of context on average, reading them anew for each token costs less than a call for each piece.
    private static let shortContext = 512

    init(_ cache: KeyValueCache, _ segments: [Step.Segment], for model: LanguageModel) throws {
        self.cache = cache
        slots = try Tensor(segments.flatMap { $0.sequence.slots($0.positions) }, on: model.device)
        if segments.allSatisfy({ $0.past == 0 }) {
            form = .fresh(CausalAttention(try PackedRows(lengths: segments.map(\.count), on: model.device), cache.heads))
        } else if model.device == .cpu, segments.allSatisfy({ $0.past + $0.count <= Self.shortContext }) {
            form = .single(try Self.singleTokens(segments, cache, model))
        } else {
            form = .pieces(
                try segments.map { segment in
                    Piece(
                        count: segment.count,
                        seen: try Tensor(segment.sequence.slots(0..<segment.positions.upperBound), on: model.device),
                        mask: try Self.mask(segment, model))
                })
        }
    }

    func callAsFunction(layer: Int, joint: Tensor) throws -> Tensor {
        try cache.layers[layer].store(joint, cache.heads, slots: slots)
        switch form {
        case .fresh(let attention): return try attention.forward(joint).output
        case .single(let attention): return try attention.forward(joint, cache.layers[layer])
        case .pieces(let pieces):
            let parts = try joint.split(pieces.map(\.count), 0)
            return try Tensor.concatenate(
                zip(parts, pieces).map { part, piece in try attend(part, piece, cache.layers[layer]) }, 0)
        }
    }

    private func attend(_ part: Tensor, _ piece: Piece, _ layer: PagedKeysAndValues) throws -> Tensor {
        let heads = cache.heads
        let queries = try part.narrowed(1, from: 0, count: heads.queries * heads.size)
            .reshaped([piece.count, heads.queries, heads.size])
        let seen = try layer.gathered(heads, slots: piece.seen)
        func batch(_ x: Tensor) throws -> Tensor { try x.transposed(0, 1).unsqueezed(0) }
        return try Tensor.attention(
            batch(queries), batch(seen.keys), batch(seen.values), mask: piece.mask, groupsQueries: heads.group > 1
        ).squeezed(0).transposed(0, 1).reshaped([piece.count, -1])
    }

    private static func singleTokens(
        _ segments: [Step.Segment], _ cache: KeyValueCache, _ model: LanguageModel
    ) throws -> DecodeAttention {
        let count = segments.reduce(0) { $0 + $1.count }
        let table = BlockTable(segments.flatMap { Array(repeating: $0.sequence, count: $0.count) })
        return DecodeAttention(
            blocks: try Tensor(table.blocks, shape: [count, table.columns], on: model.device),
            lengths: try Tensor(segments.flatMap { $0.positions.map { Int32($0 + 1) } }, on: model.device), cache.heads)
    }

    /// Each new token sees the past and the new tokens up to itself: `[1, 1, new, past + new]`.
    private static func mask(_ segment: Step.Segment, _ model: LanguageModel) throws -> Tensor {
        let count = segment.positions.upperBound
        let positions = try Tensor.arange(count, on: model.device)
        let isLater = try positions.narrowed(0, from: segment.past, count: segment.count).unsqueezed(1) < positions
        return try Tensor.zeros([segment.count, count], model.dtype, on: model.device)
            .filled(with: -.infinity, where: isLater).unsqueezed(0).unsqueezed(0)
    }
}

/// The blocks of several sequences as one table.
struct BlockTable {
    /// Row by row, filled up with 0: `[sequences, columns]`.
    let blocks: [Int32]
    let columns: Int

    /// - Parameter columns: at least the most blocks that any sequence has; nil for just as many.
    init(_ sequences: [RunningSequence], columns: Int? = nil) {
        let columns = columns ?? sequences.lazy.map(\.blocks.count).max() ?? 0
        self.columns = columns
        blocks = sequences.flatMap { sequence in
            sequence.blocks.map(Int32.init) + Array(repeating: 0, count: columns - sequence.blocks.count)
        }
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
}
