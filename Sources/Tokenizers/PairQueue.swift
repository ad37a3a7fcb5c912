/// The pairs of a long word that can be merged, in the order in which they are: by rank, then from left to right.
///
/// A binary heap of the rank over the pair's place in one number. A pair that has changed stays until it comes out:
/// that it is no longer the same the caller must see.
struct PairQueue {
    private var heap: [UInt64] = []

    /// Starts anew with the pairs whose ranks are given by their place.
    mutating func start(with ranks: [UInt32]) {
        heap.removeAll(keepingCapacity: true)
        for (place, rank) in ranks.enumerated() where rank != MergeTable.noRank {
            heap.append(Self.pair(rank, place))
        }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(from: index) }
    }

    mutating func insert(rank: UInt32, place: Int) {
        let pair = Self.pair(rank, place)
        var hole = heap.count
        heap.append(pair)
        while hole > 0, heap[(hole - 1) / 2] > pair {
            heap[hole] = heap[(hole - 1) / 2]
            hole = (hole - 1) / 2
        }
        heap[hole] = pair
    }

    mutating func popFirst() -> (rank: UInt32, place: Int)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            siftDown(from: 0)
        }
        return (UInt32(truncatingIfNeeded: first >> 32), Int(first & 0xFFFF_FFFF))
    }

    private mutating func siftDown(from start: Int) {
        let pair = heap[start]
        var hole = start
        while 2 * hole + 1 < heap.count {
            var child = 2 * hole + 1
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            if heap[child] >= pair { break }
            heap[hole] = heap[child]
            hole = child
        }
        heap[hole] = pair
    }

    private static func pair(_ rank: UInt32, _ place: Int) -> UInt64 {
        UInt64(rank) << 32 | UInt64(UInt32(truncatingIfNeeded: place))
    }
}
