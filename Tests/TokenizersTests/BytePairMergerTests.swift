import Testing

@testable import Tokenizers

/// The two fast ways of merging against the definition of byte-pair encoding written out.
struct BytePairMergerTests {
    @Test(arguments: [1, 2, 3, 8, 40, 64, 65, 66, 200])
    func bothWaysMergeAsTheDefinitionSays(longestWord: Int) {
        var generator = SeededGenerator(state: UInt64(longestWord))
        for _ in 0..<200 {
            let merges = randomMerges(&generator)
            let table = MergeTable(merges)
            let count = Int.random(in: 1...longestWord, using: &generator)
            let word = (0..<count).map { _ in Int32.random(in: 0..<4, using: &generator) }
            let expected = merged(word, merges)
            var long = LongWordMerger(word, merges: table)
            #expect(tokens { long.append(to: &$0) } == expected)
            if count <= ShortWordMerger.mostTokens {
                let short = ShortWordMerger(merges: table)
                #expect(tokens { short.append(word, to: &$0) } == expected)
            }
        }
    }

    @Test func aWordWithoutTokensBecomesNone() {
        let short = ShortWordMerger(merges: MergeTable([]))
        #expect(tokens { short.append([], to: &$0) } == [])
    }

    @Test func everyMergeIsFoundByItsPairAndNoOtherPairIs() {
        var merges: [Merge] = []
        for left in Int32(0)..<120 {
            for right in Int32(0)..<120 where (left ^ right) % 3 == 0 {
                merges.append(Merge(left: left, right: right, result: left + right))
            }
        }
        let table = MergeTable(merges)
        for left in Int32(0)..<130 {
            for right in Int32(0)..<130 {
                let rank = merges.firstIndex { $0.left == left && $0.right == right }
                #expect(table.rank(of: left, right) == rank.map { UInt32($0) } ?? MergeTable.noRank)
                if let rank { #expect(table.result(of: UInt32(rank)) == left + right) }
            }
        }
    }

    @Test func pairsComeOutByRankThenFromLeftToRight() {
        var generator = SeededGenerator(state: 9)
        var queue = PairQueue()
        let ranks = (0..<300).map { _ in
            Bool.random(using: &generator) ? UInt32.random(in: 0..<20, using: &generator) : MergeTable.noRank
        }
        queue.start(with: ranks)
        var expected = ranks.enumerated().filter { $0.element != MergeTable.noRank }.map {
            [Int($0.element), $0.offset]
        }
        for place in 300..<400 {
            let rank = UInt32.random(in: 0..<20, using: &generator)
            queue.insert(rank: rank, place: place)
            expected.append([Int(rank), place])
        }
        var found: [[Int]] = []
        while let (rank, place) = queue.popFirst() { found.append([Int(rank), place]) }
        #expect(found == expected.sorted { $0.lexicographicallyPrecedes($1) })
    }

    /// Merges of four letters and of what becomes of them, in any order of ranks.
    private func randomMerges(_ generator: inout SeededGenerator) -> [Merge] {
        var pairs: Set<[Int32]> = []
        for result in Int32(4)..<24 {
            pairs.insert([
                Int32.random(in: 0..<result, using: &generator), Int32.random(in: 0..<result, using: &generator),
            ])
        }
        return pairs.sorted { $0.lexicographicallyPrecedes($1) }.shuffled(using: &generator).enumerated().map {
            Merge(left: $1[0], right: $1[1], result: Int32(4 + $0))
        }
    }

    private func merged(_ word: [Int32], _ merges: [Merge]) -> [Int32] {
        var word = word
        while true {
            let pairs = zip(word, word.dropFirst()).enumerated().compactMap { place, pair in
                merges.firstIndex { $0.left == pair.0 && $0.right == pair.1 }.map { (rank: $0, place: place) }
            }
            guard let next = pairs.min(by: { ($0.rank, $0.place) < ($1.rank, $1.place) }) else { return word }
            word.replaceSubrange(next.place...next.place + 1, with: [merges[next.rank].result])
        }
    }

    private func tokens(_ body: (inout TokenBuffer) -> Void) -> [Int32] {
        var buffer = TokenBuffer()
        body(&buffer)
        return buffer.tokens.map { Int32($0) }
    }
}
