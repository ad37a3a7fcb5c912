/// Merges one word of any length in n log n time, so that a million spaces are no weapon: its pairs wait in a heap.
///
/// Made anew for every word: such words are rare, and their memory is worth giving back.
struct LongWordMerger {
    private let merges: MergeTable
    private var tokens: [Int32]
    /// For each token the rank of its merge with the next one.
    private var ranks: [UInt32]
    private var next: [Int32]
    private var previous: [Int32]
    private var pairs = PairQueue()

    init(_ word: [Int32], merges: MergeTable) {
        self.merges = merges
        let count = Int32(truncatingIfNeeded: word.count)
        tokens = word
        next = (0..<count).map { $0 + 1 }
        previous = (0..<count).map { $0 - 1 }
        ranks = zip(word, word.dropFirst()).map { merges.rank(of: $0, $1) } + [MergeTable.noRank]
        pairs.start(with: ranks)
    }

    /// Appends what the merges make of the word to `output`.
    mutating func append(to output: inout TokenBuffer) {
        while let (rank, place) = pairs.popFirst() {
            // What changed since it was put there has another rank now, which is there too.
            guard ranks[place] == rank else { continue }
            let absorbed = Int(next[place])
            let following = Int(next[absorbed])
            tokens[place] = merges.result(of: rank)
            tokens[absorbed] = -1
            ranks[absorbed] = MergeTable.noRank
            ranks[place] = MergeTable.noRank
            next[place] = Int32(truncatingIfNeeded: following)
            if following < tokens.count {
                previous[following] = Int32(truncatingIfNeeded: place)
                updatePair(at: place, with: following)
            }
            if previous[place] >= 0 { updatePair(at: Int(previous[place]), with: place) }
        }
        for token in tokens where token >= 0 { output.append(token) }
    }

    private mutating func updatePair(at place: Int, with following: Int) {
        let rank = merges.rank(of: tokens[place], tokens[following])
        ranks[place] = rank
        if rank != MergeTable.noRank { pairs.insert(rank: rank, place: place) }
    }
}
