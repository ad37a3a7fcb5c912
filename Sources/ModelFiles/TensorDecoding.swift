extension TensorFormat {
    typealias Decoder = @Sendable (UnsafeRawBufferPointer, UnsafeMutableBufferPointer<Float>) -> Void

    /// What turns whole blocks of the format into floats; nil for formats that are known but not decoded.
    var decoder: Decoder? {
        switch self {
        case .f64: { convert($0, $1) { (value: UInt64) in Float(Double(bitPattern: value)) } }
        case .f32: { copy($0, $1) }
        case .f16: { convert($0, $1) { (value: UInt16) in Float(halfBits: value) } }
        case .bf16: { convert($0, $1) { (value: UInt16) in Float(bfloat16Bits: value) } }
        case .i64: { convert($0, $1) { (value: Int64) in Float(value) } }
        case .i32: { convert($0, $1) { (value: Int32) in Float(value) } }
        case .i16: { convert($0, $1) { (value: Int16) in Float(value) } }
        case .i8: { convert($0, $1) { (value: Int8) in Float(value) } }
        case .u8: { convert($0, $1) { (value: UInt8) in Float(value) } }
        case .bool: { convert($0, $1) { (value: UInt8) in value == 0 ? 0 : 1 } }
        case .q40: { dequantize($0, $1, Q40.self) }
        case .q41: { dequantize($0, $1, Q41.self) }
        case .q50: { dequantize($0, $1, Q50.self) }
        case .q51: { dequantize($0, $1, Q51.self) }
        case .q80: { dequantize($0, $1, Q80.self) }
        case .q4K: { dequantize($0, $1, Q4K.self) }
        case .q5K: { dequantize($0, $1, Q5K.self) }
        case .q6K: { dequantize($0, $1, Q6K.self) }
        default: nil
        }
    }

    /// Fills `output` with the numbers in `bytes`, which hold exactly as many.
    func decode(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<Float>) {
        precondition(byteCount(ofElements: output.count) == bytes.count, "checked by CheckpointSource")
        decoder?(bytes, output)
    }

    /// As `decode`, rounded to the nearest bfloat16, ties to even.
    func decodeBFloat16(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<UInt16>) {
        precondition(byteCount(ofElements: output.count) == bytes.count, "checked by CheckpointSource")
        guard self != .bf16 else { return copy(bytes, output) }
        guard let decoder else { return }
        // A tile that stays in the cache, of whole blocks.
        let tileElements = 4096
        let tileBytes = tileElements / elementsPerBlock * bytesPerBlock
        withUnsafeTemporaryAllocation(of: Float.self, capacity: tileElements) { tile in
            for start in stride(from: 0, to: output.count, by: tileElements) {
                let rounded = UnsafeMutableBufferPointer(rebasing: output[start...].prefix(tileElements))
                let floats = UnsafeMutableBufferPointer(rebasing: tile[..<rounded.count])
                let firstByte = start / tileElements * tileBytes
                let lastByte = min(firstByte + tileBytes, bytes.count)
                decoder(UnsafeRawBufferPointer(rebasing: bytes[firstByte..<lastByte]), floats)
                for index in floats.indices { rounded[index] = floats[index].bfloat16Bits }
            }
        }
    }
}

private func copy<Element>(_ bytes: UnsafeRawBufferPointer, _ output: UnsafeMutableBufferPointer<Element>) {
    UnsafeMutableRawBufferPointer(output).copyMemory(from: bytes)
}

@inline(__always)
private func convert<Stored: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ output: UnsafeMutableBufferPointer<Float>, _ body: (Stored) -> Float
) {
    for index in output.indices {
        let offset = index * MemoryLayout<Stored>.stride
        output[index] = body(bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self))
    }
}

@inline(__always)
private func dequantize<Block: QuantizedBlock>(
    _ bytes: UnsafeRawBufferPointer, _ output: UnsafeMutableBufferPointer<Float>, _ block: Block.Type
) {
    guard var input = bytes.baseAddress, var floats = output.baseAddress else { return }
    for _ in 0..<bytes.count / Block.format.bytesPerBlock {
        Block.decode(input, floats)
        input += Block.format.bytesPerBlock
        floats += Block.format.elementsPerBlock
    }
}
