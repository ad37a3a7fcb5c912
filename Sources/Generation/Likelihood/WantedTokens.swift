/// The tokens that queries ask about, and where a tree's hidden states say how probable they are.
struct WantedTokens {
    /// One token after one position.
    struct Row: Sendable, Hashable {
        /// The row of the hidden states of a pass.
        let row: Int
        let token: Int
        /// Its place among all wanted tokens.
        let index: Int
    }

    private struct Wish: Hashable {
        let place: TokenTree.Place
        let token: Int
    }

    /// For each query, the indices of its continuation's tokens.
    private var indices: [[Int]] = []
    private var byChain: [Int: [(position: Int, token: Int, index: Int)]] = [:]
    private(set) var count = 0

    init(_ queries: [LikelihoodQuery], _ tree: TokenTree) {
        var known: [Wish: Int] = [:]
        for (query, places) in zip(queries, tree.places) {
            indices.append(
                query.continuation.enumerated().map { offset, token in
                    let wish = Wish(place: places[query.context.count - 1 + offset], token: token)
                    if let index = known[wish] { return index }
                    known[wish] = count
                    byChain[wish.place.chain, default: []].append((wish.place.position, token, count))
                    count += 1
                    return count - 1
                })
        }
        for chain in byChain.keys { byChain[chain]?.sort { $0.position < $1.position } }
    }

    /// What is wanted of a pass over some chains, one after the other.
    func rows(_ chains: [Int], _ tree: TokenTree) -> [Row] {
        var start = 0
        return chains.flatMap { chain in
            defer { start += tree.chains[chain].tokens.count }
            let first = start - tree.chains[chain].past
            return byChain[chain, default: []].map { Row(row: first + $0.position, token: $0.token, index: $0.index) }
        }
    }

    /// What was found of the wanted tokens, by query.
    func byQuery(_ values: [Double]) -> [[Double]] { indices.map { $0.map { values[$0] } } }
}
