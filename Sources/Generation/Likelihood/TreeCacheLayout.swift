/// Which blocks of a cache hold the tokens of a tree.
///
/// A chain shares the full blocks of the one it branches off. Where it leaves it within a block, it has a copy of that block, the
/// rest of which it fills itself.
struct TreeCacheLayout {
    /// For each chain, the blocks of all its tokens, those before its own included.
    private(set) var blocks: [[Int]] = []
    /// By chain, the block to be copied before the chain is computed, and where to.
    private(set) var copies: [Int: (from: Int, to: Int)] = [:]
    private(set) var blockCount = 0

    init(_ tree: TokenTree) {
        for (index, chain) in tree.chains.enumerated() {
            let whole = chain.past / BlockPool.blockSize
            let before = chain.parent.map { blocks[$0] } ?? []
            let new = blockCount..<blockCount + BlockPool.blocks(for: chain.length) - whole
            blockCount = new.upperBound
            blocks.append(before.prefix(whole) + Array(new))
            if chain.past % BlockPool.blockSize > 0 { copies[index] = (before[whole], new.lowerBound) }
        }
    }
}
