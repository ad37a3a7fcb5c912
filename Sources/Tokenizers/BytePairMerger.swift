/// Turns one word into tokens by byte-pair encoding: of all neighbouring pairs the one whose merge comes first becomes
/// one token, the leftmost of equals, until no pair can be merged (Sennrich et al., 2016, <https://arxiv.org/abs/1508.07909>).
///
/// Short words are searched anew for every merge, which is fastest for them and quadratic. Long ones keep their pairs
/// in a heap: n log n, so that a million spaces are no weapon.
struct BytePairMerger: ~Copyable {
    private static let longestShortWord = 48

    private let merges: MergeTable
    private let byteTokens: [Int32]
    private let unknownToken: TokenizerDefinition.UnknownToken?
    private var tokens: [Int32] = []
    /// For each token the rank of its merge with the next one.
    private var ranks: [UInt32] = []
    private var pairs = PairQueue()
    private var next: [Int32] = []
    private var previous: [Int32] = []

    init(merges: MergeTable, byteTokens: [Int32], unknownToken: TokenizerDefinition.UnknownToken?) {
        self.merges = merges
        self.byteTokens = byteTokens
        self.unknownToken = unknownToken
    }

    /// Appends the tokens of `word` to `output`.
    mutating func append(_ word: UnsafeBufferPointer<UInt8>, to output: inout TokenBuffer) {
        startWithBytes(of: word)
        if tokens.count > Self.longestShortWord {
            mergeLong()
        } else {
            mergeShort()
        }
        output.reserve(tokens.count)
        for token in tokens where token >= 0 { output.append(token) }
    }

    private mutating func startWithBytes(of word: UnsafeBufferPointer<UInt8>) {
        tokens.removeAll(keepingCapacity: true)
        var lastIsUnknown = false
        for byte in word {
            let token = byteTokens[Int(byte)]
            if token >= 0 {
                tokens.append(token)
            } else if let unknownToken, !(unknownToken.isFused && lastIsUnknown) {
                tokens.append(Int32(truncatingIfNeeded: unknownToken.id))
            }
            lastIsUnknown = token < 0
        }
        ranks.removeAll(keepingCapacity: true)
        for index in tokens.indices.dropLast() { ranks.append(merges.rank(of: tokens[index], tokens[index + 1])) }
    }

    private mutating func mergeShort() {
        while let first = ranks.indices.min(by: { ranks[$0] < ranks[$1] }), ranks[first] != MergeTable.noRank {
            tokens[first] = merges.result(of: ranks[first])
            tokens.remove(at: first + 1)
            ranks.remove(at: first)
            if first > 0 { ranks[first - 1] = merges.rank(of: tokens[first - 1], tokens[first]) }
            if first < ranks.count { ranks[first] = merges.rank(of: tokens[first], tokens[first + 1]) }
        }
    }

    /// Leaves -1 in the places of tokens that went into the one before them.
    private mutating func mergeLong() {
        let count = Int32(truncatingIfNeeded: tokens.count)
        ranks.append(MergeTable.noRank)
        next = Array(1...count)
        previous = Array(-1..<(count - 1))
        pairs.start(with: ranks)
        while let (rank, position) = pairs.popFirst() {
            guard ranks[position] == rank else { continue }
            let absorbed = Int(next[position])
            let following = Int(next[absorbed])
            tokens[position] = merges.result(of: rank)
            tokens[absorbed] = -1
            ranks[absorbed] = MergeTable.noRank
            next[position] = Int32(truncatingIfNeeded: following)
            if following < tokens.count {
                previous[following] = Int32(truncatingIfNeeded: position)
                update(pairAt: position, with: following)
            } else {
                ranks[position] = MergeTable.noRank
            }
            if previous[position] >= 0 { update(pairAt: Int(previous[position]), with: position) }
        }
    }

    private mutating func update(pairAt position: Int, with following: Int) {
        let rank = merges.rank(of: tokens[position], tokens[following])
        ranks[position] = rank
        if rank != MergeTable.noRank { pairs.insert(rank: rank, position: position) }
    }
}
