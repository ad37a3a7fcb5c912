/// A rule of byte-pair encoding: the two neighbouring tokens become one.
package struct Merge: Equatable, Sendable {
    package let left: Int32
    package let right: Int32
    package let result: Int32
}

/// The merges by the pair they apply to.
///
/// An open-addressing hash table of one 64-bit word an entry: 21 bits of each token of the pair over 22 bits of rank.
/// In front of it lies a filter of a sixteenth its size, because most pairs that are asked for are not merged and the
/// table is larger than the nearer caches.
struct MergeTable: Sendable {
    /// The limits that the packing of an entry sets.
    static let maximumTokenCount = 1 << 21 - 1
    static let maximumMergeCount = 1 << 22 - 1

    /// The rank of a pair that is not merged.
    static let noRank = UInt32.max

    private static let free = UInt64.max
    private static let rankBits: UInt64 = 22
    private let entries: [UInt64]
    private let shift: UInt64
    private let results: [Int32]
    /// Four bits for each entry. A pair whose bit is not set is not merged.
    private let filter: [UInt64]

    /// - Parameter merges: In rank order, with no pair twice; within the limits above.
    init(_ merges: [Merge]) {
        let capacity = max(16, (merges.count * 5 / 2).roundedUpToPowerOfTwo)
        shift = UInt64(64 - capacity.trailingZeroBitCount)
        results = merges.map(\.result)
        var entries = [UInt64](repeating: Self.free, count: capacity)
        var filter = [UInt64](repeating: 0, count: capacity / 16)
        for (rank, merge) in merges.enumerated() {
            let pair = Self.pair(merge.left, merge.right)
            var slot = Self.slot(of: pair, shift)
            while entries[slot] != Self.free { slot = (slot + 1) & (capacity - 1) }
            let bit = Self.filterBit(of: pair, shift)
            filter[bit / 64] |= 1 << UInt64(bit % 64)
            entries[slot] = pair << Self.rankBits | UInt64(rank)
        }
        self.entries = entries
        self.filter = filter
    }

    /// The place of the pair's merge in the order of merging, the lowest first, or ``noRank``.
    @inline(__always)
    func rank(of left: Int32, _ right: Int32) -> UInt32 {
        let pair = Self.pair(left, right)
        let bit = Self.filterBit(of: pair, shift)
        if filter[bit / 64] >> UInt64(bit % 64) & 1 == 0 { return Self.noRank }
        var slot = Self.slot(of: pair, shift)
        while true {
            let entry = entries[slot]
            if entry >> Self.rankBits == pair { return UInt32(truncatingIfNeeded: entry & (1 << Self.rankBits - 1)) }
            if entry == Self.free { return Self.noRank }
            slot = (slot &+ 1) & (entries.count &- 1)
        }
    }

    /// The token that the merge of this rank makes.
    @inline(__always)
    func result(of rank: UInt32) -> Int32 { results[Int(rank)] }

    @inline(__always)
    private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 21 | UInt64(UInt32(bitPattern: right))
    }

    @inline(__always)
    private static func filterBit(of pair: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (pair &* 0x9e37_79b9_7f4a_7c15) >> (shift - 2))
    }

    @inline(__always)
    private static func slot(of pair: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (pair &* 0x9e37_79b9_7f4a_7c15) >> shift)
    }
}
