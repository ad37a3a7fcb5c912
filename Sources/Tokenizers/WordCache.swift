/// The tokens of words met lately.
///
/// A table of 64-byte entries, one cache line each: a word of at most 31 bytes with its length in the last byte, then
/// at most seven tokens and their count. A word's hash says which entry is its own; a newcomer takes the place of
/// whoever was there, so the table keeps what is frequent without any bookkeeping.
struct WordCache: ~Copyable {
    static let longestWord = 31
    static let mostTokens = 7

    struct Entry: BitwiseCopyable {
        var word: SIMD4<UInt64>
        /// The tokens, and their count in the last lane.
        var tokens: SIMD8<Int32>
    }

    private let entries: UnsafeMutablePointer<Entry>
    /// By count, the mask of the first bytes of a word.
    private let masks: UnsafeMutablePointer<SIMD4<UInt64>>
    private let shift: UInt64

    /// - Parameter bitCount: The table has 2 to the power of this many entries.
    init(bitCount: Int = 15) {
        entries = .allocate(capacity: 1 << bitCount)
        entries.initialize(repeating: Entry(word: .zero, tokens: .zero), count: 1 << bitCount)
        shift = UInt64(64 - bitCount)
        masks = .allocate(capacity: Self.longestWord + 1)
        for count in 0...Self.longestWord {
            var mask = SIMD4<UInt64>.zero
            withUnsafeMutableBytes(of: &mask) { for index in 0..<count { $0[index] = 0xFF } }
            (masks + count).initialize(to: mask)
        }
    }

    deinit {
        entries.deallocate()
        masks.deallocate()
    }

    /// The entry where `word` is or would be.
    @inline(__always)
    func entry(for word: SIMD4<UInt64>) -> UnsafeMutablePointer<Entry> {
        var hash = word[0] &* 0x9e37_79b9_7f4a_7c15 ^ word[1] &* 0xc2b2_ae3d_27d4_eb4f
        hash ^= word[2] &* 0x1656_67b1_9e37_79f9 ^ word[3] &* 0x27d4_eb2f_1656_67c5
        hash = (hash ^ hash >> 29) &* 0xbf58_476d_1ce4_e5b9
        return entries + Int(truncatingIfNeeded: hash >> shift)
    }

    /// The first `count` bytes at `bytes` and their count in the last byte; `available` bytes can be read there.
    @inline(__always)
    func key(_ bytes: UnsafePointer<UInt8>, count: Int, available: Int) -> SIMD4<UInt64> {
        var word = SIMD4<UInt64>.zero
        if available >= 32 {
            word = UnsafeRawPointer(bytes).loadUnaligned(as: SIMD4<UInt64>.self) & masks[count]
        } else {
            withUnsafeMutableBytes(of: &word) { $0.baseAddress?.copyMemory(from: bytes, byteCount: count) }
        }
        word[3] |= UInt64(count) << 56
        return word
    }
}
