/// The bytes of every token, and the way back from bytes to the token.
///
/// All bytes lie in one array, and the way back is a hash table with open addressing, so that 150,000 tokens cost
/// three allocations.
package struct Vocabulary: Sendable {
    private var storage: [UInt8] = []
    private var ends: [Int] = []
    private var slots: [Int32]

    /// Makes room for `capacity` tokens, the most that may be appended.
    init(capacity: Int) {
        ends.reserveCapacity(capacity)
        storage.reserveCapacity(capacity * 8)
        slots = [Int32](repeating: -1, count: max(16, (capacity * 2).roundedUpToPowerOfTwo))
    }

    /// The number of ids, including those that no token has.
    package var count: Int { ends.count }

    /// The bytes of token `id`; empty if no token has this id.
    package func bytes(of id: Int) -> ArraySlice<UInt8> {
        guard ends.indices.contains(id) else { return [] }
        return storage[(id == 0 ? 0 : ends[id - 1])..<ends[id]]
    }

    /// The bytes of the tokens `ids` one after the other.
    func bytes(of ids: [Int]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(ids.count * 4)
        storage.withUnsafeBufferPointer { storage in
            for id in ids where ends.indices.contains(id) {
                let start = id == 0 ? 0 : ends[id - 1]
                output.append(contentsOf: UnsafeBufferPointer(rebasing: storage[start..<ends[id]]))
            }
        }
        return output
    }

    /// The token whose bytes these are, among those that merging can produce.
    func id(of word: UnsafeBufferPointer<UInt8>) -> Int? {
        let slot = slot(of: word)
        return slots[slot] < 0 ? nil : Int(slots[slot])
    }

    func id(of word: [UInt8]) -> Int? {
        word.withUnsafeBufferPointer { id(of: $0) }
    }

    /// Gives the next id to a token; with `isIndexed`, merging can produce it.
    ///
    /// - Returns: The indexed token that has the same bytes already, if there is one: two such tokens are an error.
    mutating func append(_ word: some Collection<UInt8>, isIndexed: Bool) -> Int? {
        let id = ends.count
        storage.append(contentsOf: word)
        ends.append(storage.count)
        guard isIndexed else { return nil }
        let slot = storage.withUnsafeBufferPointer {
            self.slot(of: UnsafeBufferPointer(rebasing: $0[(storage.count - word.count)...]))
        }
        if slots[slot] >= 0 { return Int(slots[slot]) }
        slots[slot] = Int32(truncatingIfNeeded: id)
        return nil
    }

    /// The slot that holds the token with these bytes, or the free one where it would go.
    private func slot(of word: UnsafeBufferPointer<UInt8>) -> Int {
        let mask = slots.count - 1
        var slot = Self.hash(word) & mask
        while slots[slot] >= 0 {
            let id = Int(slots[slot])
            let start = id == 0 ? 0 : ends[id - 1]
            if ends[id] - start == word.count, storage[start..<ends[id]].elementsEqual(word) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    /// FNV-1a, folded so that the low bits depend on all of them.
    private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}

extension Int {
    /// The smallest power of two that is not less than this number.
    var roundedUpToPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
