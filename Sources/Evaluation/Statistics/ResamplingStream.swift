import Provenance

/// Uniform numbers for resampling: 32 random bits each, two from every draw of a generator, at half the cost.
struct ResamplingStream {
    private var generator: CounterBasedGenerator
    private var spare: UInt32?

    init(_ key: RandomKey) {
        generator = CounterBasedGenerator(key)
    }

    /// The next number between 0 and 1, the middle of one of 2³² parts.
    mutating func next() -> Double {
        if let bits = spare {
            spare = nil
            return Self.uniform(bits)
        }
        let draw = generator.next()
        spare = UInt32(truncatingIfNeeded: draw >> 32)
        return Self.uniform(UInt32(truncatingIfNeeded: draw))
    }

    private static func uniform(_ bits: UInt32) -> Double { (Double(bits) + 0.5) * 0x1p-32 }
}
