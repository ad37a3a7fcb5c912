/// Merges words of at most 64 tokens: it looks through all pairs for the first one to merge, which beats any cleverer
/// order for so few.
///
/// A pair stays in the place of its left token, as the rank of its merge over that place in one number, so that the
/// least number is the pair to merge next. Which places still hold a token is one bit each.
struct ShortWordMerger: ~Copyable {
    static let mostTokens = 64
    private static let placeBits: UInt32 = 6
    private static let noPair = UInt32.max

    private let merges: MergeTable
    private let tokens = UnsafeMutablePointer<Int32>.allocate(capacity: mostTokens)
    private let pairs = UnsafeMutablePointer<UInt32>.allocate(capacity: mostTokens)

    init(merges: MergeTable) { self.merges = merges }

    deinit {
        tokens.deallocate()
        pairs.deallocate()
    }

    /// Appends what the merges make of `word`, at most ``mostTokens`` tokens, to `output`.
    func append(_ word: [Int32], to output: inout TokenBuffer) {
        let count = word.count
        guard count > 0 else { return }
        for place in 0..<count { tokens[place] = word[place] }
        for place in 0..<(count - 1) { updatePair(at: place, with: place + 1) }
        var occupied = UInt64.max >> UInt64(64 - count)
        while let (rank, place) = firstPair(count - 1) {
            let absorbed = occupied.lowestBit(above: place)
            tokens[place] = merges.result(of: rank)
            occupied &= ~(1 << UInt64(absorbed))
            pairs[absorbed] = Self.noPair
            let following = occupied.lowestBit(above: place)
            if following < 64 { updatePair(at: place, with: following) } else { pairs[place] = Self.noPair }
            let previous = occupied.highestBit(below: place)
            if previous >= 0 { updatePair(at: previous, with: place) }
        }
        output.reserve(count)
        while occupied != 0 {
            output.append(tokens[occupied.trailingZeroBitCount])
            occupied &= occupied &- 1
        }
    }

    @inline(__always)
    private func updatePair(at place: Int, with following: Int) {
        let rank = merges.rank(of: tokens[place], tokens[following])
        pairs[place] =
            rank == MergeTable.noRank ? Self.noPair : rank << Self.placeBits | UInt32(truncatingIfNeeded: place)
    }

    @inline(__always)
    private func firstPair(_ count: Int) -> (rank: UInt32, place: Int)? {
        var first = Self.noPair
        for place in 0..<count { first = min(first, pairs[place]) }
        if first == Self.noPair { return nil }
        return (first >> Self.placeBits, Int(first & (1 << Self.placeBits - 1)))
    }
}

extension UInt64 {
    /// The place of the first bit that is set above `place`, or 64.
    @inline(__always)
    fileprivate func lowestBit(above place: Int) -> Int { (self & ~1 << UInt64(place)).trailingZeroBitCount }

    /// The place of the last bit that is set below `place`, or -1.
    @inline(__always)
    fileprivate func highestBit(below place: Int) -> Int {
        63 - (self & (1 << UInt64(place) - 1)).leadingZeroBitCount
    }
}
