/// What a GGUF file says of a tensor, before that is checked against the file's size.
struct GGUFTensorDeclaration {
    let name: String
    let format: TensorFormat
    /// Row-major: the reverse of the order in the file.
    let shape: [Int]
    /// From the start of the data section.
    let offset: UInt64

    /// The tensor with its bytes, which lie aligned inside the file.
    func placed(
        dataStart: Int, alignment: Int, fileSize: Int, file: String
    ) throws(ModelFileError) -> TensorInfo {
        func error(expected: String, found: String) -> ModelFileError {
            ModelFileError(file: file, at: .tensor(name), expected: expected, found: found)
        }
        guard let elementCount = TensorInfo.elementCount(of: shape),
            (shape.last ?? 1).isMultiple(of: format.elementsPerBlock),
            let byteCount = format.byteCount(ofElements: elementCount)
        else {
            throw error(
                expected:
                    "a shape of whole \(format.rawValue) blocks of \(format.elementsPerBlock) whose size fits 64 bits",
                found: "\(shape)")
        }
        guard offset.isMultiple(of: UInt64(alignment)) else {
            throw error(expected: "an offset that is a multiple of \(alignment)", found: "\(offset)")
        }
        let available = max(0, fileSize - dataStart)
        guard byteCount <= available, offset <= UInt64(available - byteCount) else {
            throw error(
                expected: "\(byteCount) bytes at offset \(offset) of the data section",
                found: "a data section of \(available) bytes")
        }
        let start = dataStart + Int(offset)
        return TensorInfo(
            name: name, format: format, shape: shape, elementCount: elementCount, bytes: start..<start + byteCount)
    }
}

extension ByteReader {
    /// As many dimensions as ggml has.
    private static let maximumRank: UInt32 = 4

    mutating func readTensorDeclaration() throws(ModelFileError) -> GGUFTensorDeclaration {
        let name = try readString(of: "a tensor name")
        let rank = try read(UInt32.self, of: "the number of dimensions of tensor \(name.quoted)")
        guard rank <= Self.maximumRank else {
            throw ModelFileError(
                file: file, at: .tensor(name), expected: "at most \(Self.maximumRank) dimensions", found: "\(rank)")
        }
        var dimensions: [Int] = []
        for _ in 0..<rank {
            let dimension = try read(UInt64.self, of: "the shape of tensor \(name.quoted)")
            guard let dimension = Int(exactly: dimension) else {
                throw ModelFileError(
                    file: file, at: .tensor(name), expected: "a dimension below 2⁶³", found: "\(dimension)")
            }
            dimensions.append(dimension)
        }
        let number = try read(UInt32.self, of: "the format of tensor \(name.quoted)")
        guard let format = TensorFormat(ggmlType: number) else {
            throw ModelFileError(
                file: file, at: .tensor(name), expected: "a known ggml type", found: "type \(number)",
                remedy: "Use a file of the same model quantised as Q8_0 or Q4_K_M.")
        }
        let offset = try read(UInt64.self, of: "the offset of tensor \(name.quoted)")
        return GGUFTensorDeclaration(name: name, format: format, shape: dimensions.reversed(), offset: offset)
    }
}

extension TensorFormat {
    /// The format with the given number in ggml's `ggml_type`; numbers of removed types are missing.
    init?(ggmlType number: UInt32) {
        let formats: [UInt32: TensorFormat] = [
            0: .f32, 1: .f16, 2: .q40, 3: .q41, 6: .q50, 7: .q51, 8: .q80, 9: .q81, 10: .q2K, 11: .q3K, 12: .q4K,
            13: .q5K, 14: .q6K, 15: .q8K, 16: .iq2XXS, 17: .iq2XS, 18: .iq3XXS, 19: .iq1S, 20: .iq4NL, 21: .iq3S,
            22: .iq2S, 23: .iq4XS, 24: .i8, 25: .i16, 26: .i32, 27: .i64, 28: .f64, 29: .iq1M, 30: .bf16, 34: .tq10,
            35: .tq20, 39: .mxfp4,
        ]
        guard let format = formats[number] else { return nil }
        self = format
    }
}
