import Testing

@testable import Generation

@Suite struct TokenTreeTests {
    /// Rebuilds a sequence from the tree by the places of its tokens.
    private func rebuilt(_ index: Int, _ tree: TokenTree) -> [Int] {
        tree.places[index].map { place in
            let chain = tree.chains[place.chain]
            return chain.tokens[place.position - chain.past]
        }
    }

    @Test func sequencesAreFoundAgain() {
        let sequences = [[1, 2, 3, 4, 5], [1, 2, 9], [1, 2, 3, 4, 6, 7], [], [8], [1, 2], [1, 2, 9, 9]]
        let tree = TokenTree(sequences)
        for index in sequences.indices { #expect(rebuilt(index, tree) == sequences[index]) }
        #expect(tree.tokenCount == Set(sequences.flatMap { s in s.indices.map { Array(s[0...$0]) } }).count)
    }

    @Test func theLongestSequenceIsOneChainAndOthersBranchOff() {
        let tree = TokenTree([[1, 2, 7], [1, 2, 3, 4], [1, 2, 7, 8]])
        #expect(
            tree.chains.map(\.tokens) == [[1, 2, 3, 4], [7, 8]]
                || tree.chains.map(\.tokens) == [[1, 2, 7, 8], [3, 4]])
        #expect(tree.chains[1].parent == 0 && tree.chains[1].past == 2 && tree.chains[1].depth == 1)
        #expect(tree.levels == [[0], [1]])
    }

    @Test func everyChainComesAfterTheOneItBranchesOff() {
        var state: UInt64 = 5
        func next(_ bound: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % Int(bound)
        }
        let sequences = (0..<200).map { _ in (0..<next(30)).map { _ in next(3) } }
        let tree = TokenTree(sequences)
        for (index, chain) in tree.chains.enumerated() {
            guard let parent = chain.parent else {
                #expect(chain.past == 0 && chain.depth == 0)
                continue
            }
            #expect(parent < index && chain.depth == tree.chains[parent].depth + 1)
            #expect(chain.past > 0 && chain.past <= tree.chains[parent].length)
        }
        for index in sequences.indices { #expect(rebuilt(index, tree) == sequences[index]) }
        let layout = TreeCacheLayout(tree)
        for (index, chain) in tree.chains.enumerated() {
            #expect(layout.blocks[index].count == BlockPool.blocks(for: chain.length))
            #expect((layout.copies[index] != nil) == (chain.past % BlockPool.blockSize > 0))
        }
    }
}
