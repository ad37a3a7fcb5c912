// The "k-quants": super-blocks of 256 elements whose sub-blocks have quantised scales of their own.

/// `half scale, minimum; uint8 scales[12], quants[128]`: per 32 elements, (scale × s) × quant − (minimum × m).
enum Q4K: QuantizedBlock {
    static let format = TensorFormat.q4K

    @inline(__always)
    static func decode(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        for pair in 0..<4 {
            let low = SubBlockScale(block, 2 * pair)
            let high = SubBlockScale(block, 2 * pair + 1)
            let quants = block + 16 + 32 * pair
            let floats = output + 64 * pair
            for index in 0..<32 {
                let byte = quants.byte(at: index)
                floats[index] = low.scale * Float(byte & 15) - low.minimum
                floats[index + 32] = high.scale * Float(byte >> 4) - high.minimum
            }
        }
    }
}

/// `half scale, minimum; uint8 scales[12], fifthBits[32], quants[128]`: as Q4_K, with quants 5 bits wide.
enum Q5K: QuantizedBlock {
    static let format = TensorFormat.q5K

    @inline(__always)
    static func decode(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let fifthBits = block + 16
        for pair in 0..<4 {
            let low = SubBlockScale(block, 2 * pair)
            let high = SubBlockScale(block, 2 * pair + 1)
            let quants = block + 48 + 32 * pair
            let floats = output + 64 * pair
            let shift = UInt8(truncatingIfNeeded: 2 * pair)
            for index in 0..<32 {
                let byte = quants.byte(at: index)
                let bits = fifthBits.byte(at: index) &>> shift
                floats[index] = low.scale * Float(byte & 15 | (bits & 1) << 4) - low.minimum
                floats[index + 32] = high.scale * Float(byte >> 4 | (bits & 2) << 3) - high.minimum
            }
        }
    }
}

/// `uint8 lowBits[128], highBits[64]; int8 scales[16]; half scale`: per 16 elements, (scale × s) × (quant − 32), quant
/// 6 bits wide.
enum Q6K: QuantizedBlock {
    static let format = TensorFormat.q6K

    @inline(__always)
    static func decode(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let superScale = block.half(at: 208)
        for subBlock in 0..<16 {
            let scale = superScale * Float(Int8(bitPattern: block.byte(at: 192 + subBlock)))
            // Each half of 128 elements packs four runs of 32: two per byte of lowBits, four per byte of highBits.
            let (half, run, first) = (subBlock / 8, subBlock % 8 / 2, subBlock % 2 * 16)
            let lowBits = block + 64 * half + run % 2 * 32 + first
            let highBits = block + 128 + 32 * half + first
            let lowShift = UInt8(truncatingIfNeeded: run / 2 * 4)
            let highShift = UInt8(truncatingIfNeeded: run * 2)
            for index in 0..<16 {
                let low = lowBits.byte(at: index) &>> lowShift & 15
                let high = highBits.byte(at: index) &>> highShift & 3
                output[16 * subBlock + index] = scale * Float(Int32(low | high << 4) - 32)
            }
        }
    }
}

/// The scale and minimum of one of eight sub-blocks, whose 6-bit factors share twelve bytes.
private struct SubBlockScale {
    let scale: Float
    let minimum: Float

    @inline(__always)
    init(_ block: UnsafeRawPointer, _ index: Int) {
        let factors = block + 4
        let s: UInt8
        let m: UInt8
        if index < 4 {
            s = factors.byte(at: index) & 63
            m = factors.byte(at: index + 4) & 63
        } else {
            s = factors.byte(at: index + 4) & 15 | (factors.byte(at: index - 4) >> 6) << 4
            m = factors.byte(at: index + 4) >> 4 | (factors.byte(at: index) >> 6) << 4
        }
        scale = block.half(at: 0) * Float(s)
        minimum = block.half(at: 2) * Float(m)
    }
}
