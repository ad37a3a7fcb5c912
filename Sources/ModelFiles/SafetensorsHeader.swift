/// The header of a safetensors file: a function of the file's bytes.
///
/// Eight bytes of length, that much JSON, then the tensors' bytes without gaps: github.com/huggingface/safetensors#format
struct SafetensorsHeader: Sendable {
    /// As much as the reference implementation reads.
    private static let maximumLength = 100_000_000

    let metadata: [String: String]
    /// By position in the file.
    let tensors: [TensorInfo]

    init(_ bytes: UnsafeRawBufferPointer, file: String) throws(ModelFileError) {
        var reader = ByteReader(bytes, file: file)
        let length = try reader.readCount(of: "bytes of the header", eachAtLeast: 1)
        guard length <= Self.maximumLength else {
            throw reader.error(expected: "a header of at most \(Self.maximumLength) bytes", found: "\(length)", at: 0)
        }
        let header = try reader.read(count: length, of: "the header")
        guard header.first == UInt8(ascii: "{") else {
            throw reader.error(expected: "a header that starts with '{'", found: "another byte", at: 8)
        }

        let dataStart = reader.offset
        var metadata: [String: String] = [:]
        var tensors: [TensorInfo] = []
        var json = JSONReader(header, file: file, start: 8)
        try json.readObject(of: "the header") { json, name throws(ModelFileError) in
            if name == "__metadata__" {
                try json.readObject(of: "the metadata") { json, key throws(ModelFileError) in
                    metadata[key] = try json.readString(of: "the metadata \(key.quoted)")
                }
            } else {
                let declaration = try json.readTensorDeclaration(name: name, file: file)
                tensors.append(try declaration.placed(dataStart: dataStart, file: file))
            }
        }
        try json.readEnd(of: "the header")

        tensors.sort { ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound) }
        try Self.checkCoverage(tensors, dataStart: dataStart, fileSize: bytes.count, file: file)
        self.metadata = metadata
        self.tensors = tensors
    }

    /// Every byte after the header belongs to exactly one tensor.
    private static func checkCoverage(
        _ tensors: [TensorInfo], dataStart: Int, fileSize: Int, file: String
    ) throws(ModelFileError) {
        var end = dataStart
        for tensor in tensors {
            guard tensor.bytes.lowerBound == end else {
                throw ModelFileError(
                    file: file, at: .tensor(tensor.name), expected: "data_offsets that begin at \(end - dataStart)",
                    found:
                        "\(tensor.bytes.lowerBound - dataStart): \(tensor.bytes.lowerBound < end ? "an overlap" : "a hole")"
                )
            }
            end = tensor.bytes.upperBound
        }
        guard end == fileSize else {
            throw ModelFileError(
                file: file, at: .file, expected: "\(end) bytes, as the header says", found: "\(fileSize)",
                remedy: fileSize < end
                    ? "The file was cut short: fetch it again."
                    : "The file has bytes that no tensor owns: fetch it again.")
        }
    }
}

/// What a safetensors header says of a tensor, before that is checked.
struct SafetensorsTensorDeclaration {
    let name: String
    let format: TensorFormat
    let shape: [Int]
    /// From the end of the header.
    let offsets: [Int]

    func placed(dataStart: Int, file: String) throws(ModelFileError) -> TensorInfo {
        func error(expected: String, found: String) -> ModelFileError {
            ModelFileError(file: file, at: .tensor(name), expected: expected, found: found)
        }
        guard let elementCount = TensorInfo.elementCount(of: shape),
            let byteCount = format.byteCount(ofElements: elementCount)
        else { throw error(expected: "a shape whose size fits 63 bits", found: "\(shape)") }
        guard offsets[0] <= offsets[1], offsets[1] - offsets[0] == byteCount else {
            throw error(
                expected: "\(byteCount) bytes for \(format.rawValue) \(shape)", found: "data_offsets \(offsets)")
        }
        let (end, overflow) = dataStart.addingReportingOverflow(offsets[1])
        guard !overflow else { throw error(expected: "data_offsets inside the file", found: "\(offsets)") }
        return TensorInfo(
            name: name, format: format, shape: shape, elementCount: elementCount, bytes: dataStart + offsets[0]..<end)
    }
}

extension JSONReader {
    /// More dimensions than any tensor has.
    private static let maximumRank = 16

    mutating func readTensorDeclaration(
        name: String, file: String
    ) throws(ModelFileError) -> SafetensorsTensorDeclaration {
        var format: TensorFormat?
        var shape: [Int]?
        var offsets: [Int]?
        try readObject(of: "tensor \(name.quoted)") { json, key throws(ModelFileError) in
            switch key {
            case "dtype": format = try json.readFormat(tensor: name, file: file)
            case "shape": shape = try json.readCounts(of: "the shape of \(name.quoted)", atMost: Self.maximumRank)
            case "data_offsets": offsets = try json.readCounts(of: "the data_offsets of \(name.quoted)", atMost: 2)
            default:
                throw json.error(
                    expected: "only dtype, shape and data_offsets of tensor \(name.quoted)", found: key.quoted)
            }
        }
        guard let format, let shape, let offsets, offsets.count == 2 else {
            throw error(
                expected: "a dtype, a shape and two data_offsets of tensor \(name.quoted)", found: "fewer")
        }
        return SafetensorsTensorDeclaration(name: name, format: format, shape: shape, offsets: offsets)
    }

    private mutating func readFormat(tensor name: String, file: String) throws(ModelFileError) -> TensorFormat {
        let dtype = try readString(of: "the dtype of \(name.quoted)")
        guard let format = TensorFormat(rawValue: dtype), format.isSafetensorsFormat else {
            throw ModelFileError(
                file: file, at: .tensor(name), expected: "a dtype of safetensors 0.4", found: dtype.quoted,
                remedy: "Convert the tensor to BF16 or F32 with the library that wrote the file.")
        }
        return format
    }

    private mutating func readCounts(
        of what: @autoclosure () -> String, atMost limit: Int
    ) throws(ModelFileError) -> [Int] {
        var counts: [Int] = []
        try readArray(of: what()) { json throws(ModelFileError) in
            guard counts.count < limit else {
                throw json.error(expected: "at most \(limit) numbers in \(what())", found: "more")
            }
            counts.append(try json.readCount(of: what()))
        }
        return counts
    }
}
