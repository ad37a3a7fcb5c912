import Kernels
import LanguageModels
import Torch

/// How probable a model finds given continuations of given contexts; what several of them begin with is computed once.
///
/// Many questions about one text, such as an answer after every sentence of its reasoning, cost little more than the text.
package final class LikelihoodEvaluator {
    private let model: LanguageModel
    private let adapters: [LowRankAdapter]
    /// Tokens of one pass.
    private let passTokens: Int
    /// Tokens whose keys and values are kept at a time.
    private let keptTokens: Int
    private var cache: KeyValueCache?
    private var pass: (positions: Int, InferencePass)?

    /// Tokens that were computed so far; without sharing it would have been those of all contexts and continuations.
    package private(set) var computedTokens = 0

    /// - Parameter adapter: put on the model; merge it into the weights instead where it serves for long.
    package init(
        _ model: LanguageModel, adapter: LowRankAdapter? = nil, passTokens: Int = 2_048, keptTokens: Int = 16_384
    ) {
        self.model = model
        adapters = adapter.map { [$0] } ?? []
        self.passTokens = passTokens
        self.keptTokens = keptTokens
    }

    /// The natural logarithm of the probability of each token of each continuation, in the order of the queries.
    ///
    /// Queries that begin alike should stand together: what is kept between passes is bounded.
    package func logProbabilities(_ queries: [LikelihoodQuery]) throws -> [[Double]] {
        guard queries.allSatisfy({ !$0.context.isEmpty }) else { throw LikelihoodError.noContext }
        return try recordingGradients(false) {
            var results: [[Double]] = []
            results.reserveCapacity(queries.count)
            while results.count < queries.count {
                try Task.checkCancellation()
                results += try evaluate(group(queries.dropFirst(results.count)))
            }
            return results
        }
    }

    /// The next queries whose tree is not too large: at least one.
    private func group(_ queries: ArraySlice<LikelihoodQuery>) -> [LikelihoodQuery] {
        var count = 0
        var tokens = 0
        var previous: [Int] = []
        for query in queries {
            let own = query.tokens
            let shared = zip(previous, own).prefix { $0 == $1 }.count
            tokens += own.count - shared
            if count > 0, tokens > keptTokens { break }
            count += 1
            previous = own
        }
        return Array(queries.prefix(count))
    }

    private func evaluate(_ queries: [LikelihoodQuery]) throws -> [[Double]] {
        // The last token of a query is asked about, and nothing follows it.
        let tree = TokenTree(queries.map { $0.continuation.isEmpty ? [] : $0.tokens.dropLast() })
        let layout = TreeCacheLayout(tree)
        let wanted = WantedTokens(queries, tree)
        let (pass, cache) = try (pass(for: tree), cache(blocks: layout.blockCount))
        var logarithms = Array(repeating: 0.0, count: wanted.count)
        for level in tree.levels {
            try cache.copy(level.compactMap { layout.copies[$0] })
            for chains in divided(level, tree) {
                let pieces = chains.map {
                    CachedPiece(
                        blocks: layout.blocks[$0], past: tree.chains[$0].past, count: tree.chains[$0].tokens.count)
                }
                let hidden = try hiddenStates(pass, cache, chains.map { tree.chains[$0] }, pieces)
                try read(hidden, wanted.rows(chains, tree), pass, into: &logarithms)
            }
        }
        return wanted.byQuery(logarithms)
    }

    /// Chains in passes of a bounded number of tokens; one that is longer has a pass of its own.
    private func divided(_ chains: [Int], _ tree: TokenTree) -> [[Int]] {
        var passes: [[Int]] = []
        var room = 0
        for chain in chains {
            let count = tree.chains[chain].tokens.count
            if passes.isEmpty || count > room {
                passes.append([])
                room = passTokens
            }
            passes[passes.count - 1].append(chain)
            room -= count
        }
        return passes
    }

    private func hiddenStates(
        _ pass: InferencePass, _ cache: KeyValueCache, _ chains: [TokenTree.Chain], _ pieces: [CachedPiece]
    ) throws -> Tensor {
        let tokens = chains.flatMap(\.tokens)
        computedTokens += tokens.count
        return try pass.hiddenStates(
            Tensor(tokens, on: model.device), positions: Tensor(pieces.flatMap(\.positions), on: model.device),
            attention: PrefillAttention(cache, pieces, for: model), adapters: adapters.isEmpty ? nil : .only)
    }

    /// Rows of logits at a time: they are as wide as the vocabulary.
    private static let logitRows = 256

    /// Adds what some tokens' logarithms are.
    private func read(
        _ hidden: Tensor, _ rows: [WantedTokens.Row], _ pass: InferencePass, into logarithms: inout [Double]
    ) throws {
        for start in stride(from: 0, to: rows.count, by: Self.logitRows) {
            let part = rows[start..<min(start + Self.logitRows, rows.count)]
            // Several tokens may be asked about after the same ones.
            let places = part.map(\.row).reduce(into: [Int]()) { if $0.last != $1 { $0.append($1) } }
            let logits = try pass.logits(
                hidden.selecting(Tensor(places, on: model.device)), adapters: adapters.isEmpty ? nil : .only)
            var place = -1
            var previous: Int?
            let repeated = part.map { row in
                if row.row != previous { place += 1 }
                previous = row.row
                return place
            }
            let losses = try CrossEntropy.losses(
                places.count == part.count ? logits : logits.selecting(Tensor(repeated, on: model.device)),
                targets: Tensor(part.map(\.token), on: model.device), weights: nil
            ).floats()
            for (row, loss) in zip(part, losses) { logarithms[row.index] = -Double(loss) }
        }
    }

    private func pass(for tree: TokenTree) throws -> InferencePass {
        let needed = tree.chains.lazy.map(\.length).max() ?? 1
        if let pass, pass.positions >= needed { return pass.1 }
        let made = try InferencePass(model, positions: needed, adapters: adapters)
        pass = (needed, made)
        return made
    }

    private func cache(blocks: Int) throws -> KeyValueCache {
        if let cache, cache.blocks >= blocks { return cache }
        cache = nil
        let made = try KeyValueCache(for: model, blocks: blocks)
        cache = made
        return made
    }
}

/// Questions about likelihood that have no answer.
package enum LikelihoodError: Error, Sendable, Equatable, CustomStringConvertible {
    case noContext

    package var description: String {
        "the first token of a text follows nothing, so that it has no probability; expected a context of at least one token"
    }
}
