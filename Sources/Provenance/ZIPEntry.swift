import CZlib
import Foundation

/// The content of one file of a ZIP archive, compressed as it comes.
package final class ZIPEntry {
    let name: String
    private(set) var checksum: UInt32 = 0
    private(set) var size = 0
    private(set) var compressed = Data()
    /// zlib refers back to the stream, so it must not move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    /// - Parameter name: the path in the archive, with slashes.
    package init(_ name: String) {
        self.name = name
        stream.initialize(to: z_stream())
        // Fails only without memory; then every call of `deflate` does too.
        deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    package func append(_ data: Data) throws(FileError) {
        checksum = data.withUnsafeBytes { bytes in
            UInt32(crc32(uLong(checksum), bytes.bindMemory(to: Bytef.self).baseAddress, uInt(bytes.count)))
        }
        size += data.count
        try deflate(data, Z_NO_FLUSH)
    }

    /// Must be called once, after the last `append`.
    func finish() throws(FileError) { try deflate(Data(), Z_FINISH) }

    private func deflate(_ data: Data, _ flush: Int32) throws(FileError) {
        var output = Data(count: Int(deflateBound(stream, uLong(data.count))) + 64)
        var status = Z_OK
        data.withUnsafeBytes { source in
            stream.pointee.next_in = source.bindMemory(to: Bytef.self).baseAddress
            stream.pointee.avail_in = uInt(source.count)
            repeat {
                let count = output.withUnsafeMutableBytes { target in
                    stream.pointee.next_out = target.bindMemory(to: Bytef.self).baseAddress
                    stream.pointee.avail_out = uInt(target.count)
                    status = CZlib.deflate(stream, flush)
                    return target.count - Int(stream.pointee.avail_out)
                }
                compressed.append(output.prefix(count))
            } while status == Z_OK && (stream.pointee.avail_out == 0 || flush == Z_FINISH)
        }
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw FileError(path: name, cause: "cannot compress it: zlib status \(status)", remedy: "Free some memory.")
        }
    }
}
