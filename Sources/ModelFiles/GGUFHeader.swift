/// Everything in a GGUF file but the tensors' numbers: a function of the file's bytes.
///
/// Versions 2 and 3, little-endian: github.com/ggml-org/ggml/blob/master/docs/gguf.md
struct GGUFHeader: Sendable {
    static let magic = Array("GGUF".utf8)

    let version: Int
    let alignment: Int
    let metadata: GGUFMetadata
    let tensors: [TensorInfo]

    init(_ bytes: UnsafeRawBufferPointer, file: String) throws(ModelFileError) {
        var reader = ByteReader(bytes, file: file)
        version = try reader.readVersion()
        // At least a name's length, a number of dimensions, a format and an offset.
        let tensorCount = try reader.readCount(of: "tensors", eachAtLeast: 24)
        // At least a key's length, a type and a byte of value.
        let keyCount = try reader.readCount(of: "metadata keys", eachAtLeast: 13)
        metadata = try reader.readMetadata(count: keyCount)
        alignment = try Self.alignment(metadata, file: file)

        var declarations: [GGUFTensorDeclaration] = []
        declarations.reserveCapacity(tensorCount)
        for _ in 0..<tensorCount { declarations.append(try reader.readTensorDeclaration()) }

        let padding = (alignment - reader.offset % alignment) % alignment
        let dataStart = reader.offset + padding
        var tensors: [TensorInfo] = []
        tensors.reserveCapacity(tensorCount)
        for declaration in declarations {
            tensors.append(
                try declaration.placed(dataStart: dataStart, alignment: alignment, fileSize: bytes.count, file: file))
        }
        try Self.checkDistinct(tensors, file: file)
        self.tensors = tensors
    }

    private static func alignment(_ metadata: GGUFMetadata, file: String) throws(ModelFileError) -> Int {
        let key = "general.alignment"
        guard metadata.contains(key) else { return 32 }
        let alignment = try metadata.integer(key)
        guard alignment > 0, alignment <= 1 << 30, alignment & (alignment - 1) == 0 else {
            throw ModelFileError(
                file: file, at: .key(key), expected: "a power of two up to 2³⁰", found: "\(alignment)")
        }
        return alignment
    }

    /// No two tensors share a name or a byte.
    private static func checkDistinct(_ tensors: [TensorInfo], file: String) throws(ModelFileError) {
        var names: Set<String> = []
        for tensor in tensors where !names.insert(tensor.name).inserted {
            throw ModelFileError(
                file: file, at: .tensor(tensor.name), expected: "a name of its own",
                found: "a second tensor of that name")
        }
        let ordered = tensors.filter { !$0.bytes.isEmpty }.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
        for (tensor, next) in zip(ordered, ordered.dropFirst()) where tensor.bytes.upperBound > next.bytes.lowerBound {
            throw ModelFileError(
                file: file, at: .tensor(next.name), expected: "bytes of its own from \(tensor.bytes.upperBound) on",
                found: "a start at byte \(next.bytes.lowerBound), inside tensor \(tensor.name.quoted)")
        }
    }
}

extension ByteReader {
    fileprivate mutating func readVersion() throws(ModelFileError) -> Int {
        let magic = try read(count: 4, of: "the magic 'GGUF'")
        guard magic.elementsEqual(GGUFHeader.magic) else {
            throw error(expected: "the magic 'GGUF'", found: "\(Array(magic))", at: 0)
        }
        let version = try read(UInt32.self, of: "the version")
        switch version {
        case 2, 3: return Int(version)
        case _ where version.byteSwapped <= 3:
            throw ModelFileError(
                file: file, at: .byte(4), expected: "a little-endian file", found: "a big-endian one",
                remedy: "Convert it: python3 -m gguf.scripts.gguf_convert_endian FILE little")
        default:
            throw ModelFileError(
                file: file, at: .byte(4), expected: "GGUF version 2 or 3", found: "version \(version)",
                remedy: "Convert the original model again with a current convert_hf_to_gguf.py.")
        }
    }

    fileprivate mutating func readMetadata(count: Int) throws(ModelFileError) -> GGUFMetadata {
        var keys: [String] = []
        var values: [String: GGUFValue] = [:]
        keys.reserveCapacity(count)
        for _ in 0..<count {
            let start = offset
            let key = try readString(of: "a metadata key")
            let type = try readValueType(of: "the value of \(key.quoted)")
            let value = try readValue(type, of: "the value of \(key.quoted)")
            guard values.updateValue(value, forKey: key) == nil else {
                throw error(expected: "each metadata key once", found: "\(key.quoted) again", at: start)
            }
            keys.append(key)
        }
        return GGUFMetadata(file: file, keys: keys, values: values)
    }
}
