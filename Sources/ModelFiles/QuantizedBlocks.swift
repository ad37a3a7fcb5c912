/// A block of a quantised ggml format: numbers that share a scale.
///
/// Layouts are those of ggml's `ggml-quants.h`. Arithmetic is in single precision, each step rounded, as in the Python
/// package `gguf`, with whose results these agree bit for bit.
protocol QuantizedBlock {
    static var format: TensorFormat { get }
    /// Decodes one block into as many floats as it has elements.
    static func decode(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>)
}

/// `half scale; uint8 quants[16]`: scale × (quant − 8), quant 4 bits wide.
enum Q40: QuantizedBlock {
    static let format = TensorFormat.q40

    @inline(__always)
    static func decode(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(at: 0)
        for index in 0..<16 {
            let pair = Int32(block.byte(at: 2 + index))
            output[index] = scale * Float(pair & 15 - 8)
            output[index + 16] = scale * Float(pair >> 4 - 8)
        }
    }
}

/// `half scale, minimum; uint8 quants[16]`: scale × quant + minimum.
enum Q41: QuantizedBlock {
    static let format = TensorFormat.q41

    @inline(__always)
    static func decode(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(at: 0)
        let minimum = block.half(at: 2)
        for index in 0..<16 {
            let pair = Int32(block.byte(at: 4 + index))
            output[index] = scale * Float(pair & 15) + minimum
            output[index + 16] = scale * Float(pair >> 4) + minimum
        }
    }
}

/// `half scale; uint32 fifthBits; uint8 quants[16]`: scale × (quant − 16), quant 5 bits wide.
enum Q50: QuantizedBlock {
    static let format = TensorFormat.q50

    @inline(__always)
    static func decode(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(at: 0)
        let fifthBits = block.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
        for index in 0..<16 {
            let (low, high) = fiveBitPair(block.byte(at: 6 + index), fifthBits, index)
            output[index] = scale * Float(low - 16)
            output[index + 16] = scale * Float(high - 16)
        }
    }
}

/// `half scale, minimum; uint32 fifthBits; uint8 quants[16]`: scale × quant + minimum.
enum Q51: QuantizedBlock {
    static let format = TensorFormat.q51

    @inline(__always)
    static func decode(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(at: 0)
        let minimum = block.half(at: 2)
        let fifthBits = block.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        for index in 0..<16 {
            let (low, high) = fiveBitPair(block.byte(at: 8 + index), fifthBits, index)
            output[index] = scale * Float(low) + minimum
            output[index + 16] = scale * Float(high) + minimum
        }
    }
}

/// `half scale; int8 quants[32]`: scale × quant.
enum Q80: QuantizedBlock {
    static let format = TensorFormat.q80

    @inline(__always)
    static func decode(_ block: UnsafeRawPointer, _ output: UnsafeMutablePointer<Float>) {
        let scale = block.half(at: 0)
        for index in 0..<32 {
            output[index] = scale * Float(Int8(bitPattern: block.byte(at: 2 + index)))
        }
    }
}

/// The quants `index` and `index + 16` of a block of 32 whose fifth bits are kept apart.
@inline(__always)
private func fiveBitPair(_ pair: UInt8, _ fifthBits: UInt32, _ index: Int) -> (low: Int32, high: Int32) {
    let bits = Int32(bitPattern: fifthBits)
    let shift = Int32(truncatingIfNeeded: index)
    return (Int32(pair & 15) | (bits &>> shift & 1) << 4, Int32(pair >> 4) | (bits &>> (shift + 16) & 1) << 4)
}

extension UnsafeRawPointer {
    @inline(__always)
    func byte(at offset: Int) -> UInt8 { load(fromByteOffset: offset, as: UInt8.self) }

    @inline(__always)
    func half(at offset: Int) -> Float { Float(halfBits: loadUnaligned(fromByteOffset: offset, as: UInt16.self)) }
}
