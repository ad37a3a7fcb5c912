/// A random generator whose every draw can be computed from its key and position alone.
///
/// Philox4x32-10 under 128 bits of the key's SHA-256: two words are Philox's key, two the upper half of its counter.
/// The lower half counts blocks of two 64-bit draws.
package struct CounterBasedGenerator: RandomNumberGenerator, Sendable {
    /// The index of the next draw; set it to continue a stream elsewhere.
    package var position: UInt64
    private let key: Philox.Key
    private let stream: SIMD2<UInt32>

    package init(_ key: RandomKey, position: UInt64 = 0) {
        let words = key.words
        self.key = Philox.Key(words[0], words[1])
        self.stream = SIMD2(words[2], words[3])
        self.position = position
    }

    package init(experimentSeed: UInt64, stage: String, recordID: String, sampleIndex: Int = 0) {
        self.init(
            RandomKey(experimentSeed: experimentSeed, stage: stage, recordID: recordID, sampleIndex: sampleIndex))
    }

    /// The 64-bit draw with the given index, whatever has been drawn before.
    package func draw(at position: UInt64) -> UInt64 {
        let index = position / 2
        let counter = Philox.Counter(
            UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), stream[0], stream[1])
        let block = Philox.block(counter, key: key)
        return position.isMultiple(of: 2)
            ? UInt64(block[1]) << 32 | UInt64(block[0])
            : UInt64(block[3]) << 32 | UInt64(block[2])
    }

    /// The draw with the given index as a number in [0, 1), a multiple of 2⁻⁵³.
    package func uniform(at position: UInt64) -> Double {
        Double(draw(at: position) >> 11) * 0x1p-53
    }

    package mutating func next() -> UInt64 {
        defer { position &+= 1 }
        return draw(at: position)
    }

    /// The next draw as a number in [0, 1), a multiple of 2⁻⁵³.
    package mutating func nextUniform() -> Double {
        defer { position &+= 1 }
        return uniform(at: position)
    }
}
