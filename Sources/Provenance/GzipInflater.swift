import CZlib
import Foundation

/// Decompresses gzip data (RFC 1952) a chunk at a time, member after member.
final class GzipInflater {
    private static let chunkLength = 1 << 18
    /// zlib refers back to the stream, so it must not move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let path: String
    private var input = Data()
    /// Before the first member, or after one has been read to its end and before another begins.
    private var isBetweenMembers = true

    /// - Parameter path: the file that errors name.
    init(path: String) throws(FileError) {
        self.path = path
        stream.initialize(to: z_stream())
        let gzipOnly = MAX_WBITS + 16
        let status = inflateInit2_(stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw Self.error(of: stream, status, path: path) }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    static func recognises(_ data: Data) -> Bool { data.starts(with: [0x1F, 0x8B]) }

    /// The next bytes of the content, at most 256 kB; nil at its end.
    ///
    /// - Parameter readInput: gives more compressed data, nil at the end of the file.
    func next(_ readInput: () throws(FileError) -> Data?) throws(FileError) -> Data? {
        while true {
            if input.isEmpty {
                guard let more = try readInput() else {
                    guard isBetweenMembers else { throw truncated }
                    return nil
                }
                input = more
            }
            if isBetweenMembers {
                // Tapes and some tools fill the last block with zeros.
                input = input.drop { $0 == 0 }
                guard !input.isEmpty else { continue }
                inflateReset(stream)
                isBetweenMembers = false
            }
            if let output = try inflateInput() { return output }
        }
    }

    /// What zlib makes of the input now; nil if that is nothing yet.
    private func inflateInput() throws(FileError) -> Data? {
        var output = Data(count: Self.chunkLength)
        let status = input.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { target in
                stream.pointee.next_in = source.bindMemory(to: Bytef.self).baseAddress
                stream.pointee.avail_in = uInt(source.count)
                stream.pointee.next_out = target.bindMemory(to: Bytef.self).baseAddress
                stream.pointee.avail_out = uInt(target.count)
                return inflate(stream, Z_NO_FLUSH)
            }
        }
        input = input.suffix(Int(stream.pointee.avail_in))
        guard status == Z_OK || status == Z_STREAM_END else { throw Self.error(of: stream, status, path: path) }
        isBetweenMembers = status == Z_STREAM_END
        let count = output.count - Int(stream.pointee.avail_out)
        return count > 0 ? output.prefix(count) : nil
    }

    private var truncated: FileError {
        FileError(
            path: path, cause: "the gzip data stops before its end",
            remedy: "The file was cut off: copy or download it again.")
    }

    private static func error(of stream: UnsafeMutablePointer<z_stream>, _ status: Int32, path: String) -> FileError {
        if status == Z_MEM_ERROR {
            return FileError(path: path, cause: "no memory to decompress with", remedy: "Free some memory.")
        }
        let detail = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
        return FileError(
            path: path, cause: "the gzip data is damaged: \(detail)", remedy: "Copy or download the file again.")
    }
}
