/// Reads little-endian values one after another from bytes that are not to be trusted.
///
/// Every length is compared with what is left before anything is made of it.
struct ByteReader {
    let file: String
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer, file: String) {
        self.bytes = bytes
        self.file = file
    }

    var remaining: Int { bytes.count - offset }

    /// The next `count` bytes.
    mutating func read(count: Int, of what: @autoclosure () -> String) throws(ModelFileError) -> UnsafeRawBufferPointer
    {
        guard count >= 0, count <= remaining else {
            throw error(expected: "\(count) bytes of \(what())", found: "only \(remaining) left in the file")
        }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }

    mutating func read<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type, of what: @autoclosure () -> String
    ) throws(ModelFileError) -> Value {
        let field = try read(count: MemoryLayout<Value>.size, of: what())
        return Value(littleEndian: field.loadUnaligned(as: type))
    }

    /// A 64-bit count of things that take `size` bytes each at least: no more than the rest of the file can hold.
    mutating func readCount(
        of what: @autoclosure () -> String, eachAtLeast size: Int
    ) throws(ModelFileError) -> Int {
        let start = offset
        let count = try read(UInt64.self, of: what())
        guard count <= UInt64(remaining / size) else {
            throw error(
                expected: "at most \(remaining / size) \(what()) in the \(remaining) bytes that are left",
                found: "a count of \(count)", at: start)
        }
        return Int(count)
    }

    /// UTF-8 text preceded by its length in bytes as 64 bits.
    mutating func readString(of what: @autoclosure () -> String) throws(ModelFileError) -> String {
        let count = try readCount(of: "bytes of \(what())", eachAtLeast: 1)
        let start = offset
        guard let text = String(validating: try read(count: count, of: what()), as: UTF8.self) else {
            throw error(expected: "\(what()) as UTF-8 text", found: "bytes that are not", at: start)
        }
        return text
    }

    func error(expected: String, found: String, at place: Int? = nil) -> ModelFileError {
        ModelFileError(file: file, at: .byte(place ?? offset), expected: expected, found: found)
    }
}
