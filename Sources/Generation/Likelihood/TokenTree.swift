/// Token sequences with what they have in common held once: each token after the same tokens is one node.
///
/// The nodes form chains that can be computed in one piece. The longest sequence is a chain from its first token on; every other
/// one branches off a chain where it first differs from all before it.
struct TokenTree {
    /// Tokens that follow each other, after the beginning of another chain.
    struct Chain: Sendable, Hashable {
        /// The chain that it branches off; nil at the start of a sequence.
        let parent: Int?
        /// How many tokens stand before its own.
        let past: Int
        /// How many chains it hangs on; chains of one depth do not depend on each other.
        let depth: Int
        fileprivate(set) var tokens: [Int] = []

        /// Its own tokens and all before them.
        var length: Int { past + tokens.count }
    }

    /// A node: the token at a position of the sequence that its chain ends.
    struct Place: Sendable, Hashable {
        let chain: Int
        let position: Int
    }

    private(set) var chains: [Chain] = []
    /// For each sequence, by its index, the places of its tokens.
    private(set) var places: [[Place]]

    private struct Step: Hashable {
        /// The node before; -1 at the start.
        let node: Int
        let token: Int
    }

    init(_ sequences: [[Int]]) {
        places = Array(repeating: [], count: sequences.count)
        var next: [Step: Int] = [:]
        var nodes: [Place] = []
        for index in sequences.indices.sorted(by: { sequences[$0].count > sequences[$1].count }) {
            var node = -1
            // A sequence that has left the others never meets them again.
            var isAlone = false
            var own: [Place] = []
            own.reserveCapacity(sequences[index].count)
            for (position, token) in sequences[index].enumerated() {
                let step = Step(node: node, token: token)
                if !isAlone, let known = next[step] {
                    node = known
                } else {
                    if !isAlone { branch(at: node < 0 ? nil : nodes[node], position) }
                    isAlone = true
                    chains[chains.count - 1].tokens.append(token)
                    next[step] = nodes.count
                    node = nodes.count
                    nodes.append(Place(chain: chains.count - 1, position: position))
                }
                own.append(nodes[node])
            }
            places[index] = own
        }
    }

    private mutating func branch(at place: Place?, _ past: Int) {
        chains.append(
            Chain(parent: place?.chain, past: past, depth: place.map { chains[$0.chain].depth + 1 } ?? 0))
    }

    /// The chains of each depth.
    var levels: [[Int]] {
        chains.indices.reduce(into: []) { levels, index in
            while levels.count <= chains[index].depth { levels.append([]) }
            levels[chains[index].depth].append(index)
        }
    }

    /// How many tokens have to be computed.
    var tokenCount: Int { chains.reduce(0) { $0 + $1.tokens.count } }
}
