import Kernels
import LanguageModels
import Torch

/// Tokens in a row of a sequence, and where its cache is.
struct CachedPiece: Sendable, Hashable {
    /// The blocks of the sequence in order, from its first token to the piece's last at least.
    let blocks: [Int]
    /// Tokens of the sequence that are in the cache already.
    let past: Int
    /// Tokens of this piece.
    let count: Int

    var positions: Range<Int> { past..<past + count }

    /// Where the keys and values of the tokens at `positions` are.
    func slots(_ positions: Range<Int>) -> [Int] {
        positions.map { blocks[$0 / BlockPool.blockSize] * BlockPool.blockSize + $0 % BlockPool.blockSize }
    }
}

/// Attention of pieces of sequences, each to what its sequence has in the cache and to itself.
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
        /// Over what is gathered from the cache, at the slots of all that each piece sees.
        case gathered(PrefixAttention, slots: Tensor)
    }

    /// Up to this many tokens of context on average, reading them anew for each token costs less than a call for each piece.
    private static let shortContext = 512

    init(_ cache: KeyValueCache, _ pieces: [CachedPiece], for model: LanguageModel) throws {
        self.cache = cache
        slots = try Tensor(pieces.flatMap { $0.slots($0.positions) }, on: model.device)
        if pieces.allSatisfy({ $0.past == 0 }) {
            let rows = try PackedRows(lengths: pieces.map(\.count), on: model.device)
            form = .fresh(CausalAttention(rows, cache.heads))
        } else if model.device == .cpu, pieces.allSatisfy({ $0.past + $0.count <= Self.shortContext }) {
            form = .single(try Self.singleTokens(pieces, cache, model))
        } else {
            let seen = pieces.map(\.positions.upperBound)
            form = .gathered(
                try PrefixAttention(lengths: pieces.map(\.count), seen: seen, cache.heads, on: model.device),
                slots: try Tensor(
                    zip(pieces, seen).flatMap { $0.slots(0..<$1) }, on: model.device))
        }
    }

    func callAsFunction(layer: Int, joint: Tensor, positions: RotaryPositions) throws -> Tensor {
        try cache.layers[layer].store(joint, rotatedBy: positions, cache.heads, slots: slots)
        switch form {
        case .fresh(let attention): return try attention.forward(joint).output
        case .single(let attention): return try attention.forward(joint, cache.layers[layer])
        case .gathered(let attention, let slots):
            let seen = try cache.layers[layer].gathered(cache.heads, slots: slots)
            return try attention.forward(joint, keys: seen.keys, values: seen.values)
        }
    }

    private static func singleTokens(
        _ pieces: [CachedPiece], _ cache: KeyValueCache, _ model: LanguageModel
    ) throws -> DecodeAttention {
        let count = pieces.reduce(0) { $0 + $1.count }
        let table = BlockTable(pieces.flatMap { Array(repeating: $0.blocks, count: $0.count) })
        return DecodeAttention(
            blocks: try Tensor(table.blocks, shape: [count, table.columns], on: model.device),
            lengths: try Tensor(pieces.flatMap { $0.positions.map { Int32($0 + 1) } }, on: model.device), cache.heads)
    }
}

extension Step.Segment {
    var positions: Range<Int> { past..<past + count }

    var piece: CachedPiece { CachedPiece(blocks: sequence.blocks, past: past, count: count) }
}
