extension Float {
    /// The value of an IEEE 754 half-precision number, exactly.
    ///
    /// In integer steps, which the compiler turns into vector instructions; converting a `Float16` is a call.
    @inline(__always)
    init(halfBits: UInt16) {
        let sign = UInt32(halfBits & 0x8000) << 16
        let magnitude = UInt32(halfBits & 0x7FFF) << 13
        // Exponents of infinities and NaNs stay the greatest; others move from bias 15 to 127.
        let isFinite = magnitude < 0x7C00 << 13
        let scaled = Float(bitPattern: magnitude) * 0x1p112
        let bits = isFinite ? scaled.bitPattern : magnitude | 0x7F80_0000
        self.init(bitPattern: sign | bits)
    }

    @inline(__always)
    init(bfloat16Bits: UInt16) {
        self.init(bitPattern: UInt32(bfloat16Bits) << 16)
    }

    /// The nearest bfloat16, ties to even, infinite beyond the greatest; any NaN becomes 0x7FC0.
    @inline(__always)
    var bfloat16Bits: UInt16 {
        let rounded = bitPattern &+ 0x7FFF &+ (bitPattern >> 16 & 1)
        return isNaN ? 0x7FC0 : UInt16(truncatingIfNeeded: rounded >> 16)
    }
}
