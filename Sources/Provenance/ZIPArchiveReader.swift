import CZlib
import Foundation

/// Reads a ZIP archive: its directory at once, its files one at a time.
///
/// Files may be stored, deflated, or compressed by Zstandard, which needs the system's libzstd.
package struct ZIPArchiveReader: Sendable {
    package struct Entry: Sendable, Hashable {
        package let name: String
        let method: UInt16
        let checksum: UInt32
        let compressedSize: Int
        let size: Int
        /// Where the file's own header begins.
        let offset: Int
    }

    /// In the order of the directory; of files with the same name the last counts.
    package let entries: [Entry]
    private let path: String
    private let data: Data

    package init(_ url: URL) throws(FileError) {
        path = url.path
        do {
            data = try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw FileError(
                path: url.path, cause: "cannot read it: \(error.localizedDescription)", remedy: "Check the path.")
        }
        guard let entries = ZIPDirectory(of: data)?.entries else { throw Self.damaged(path, "it has no directory") }
        let last = Dictionary(entries.enumerated().map { ($1.name, $0) }) { $1 }
        self.entries = entries.enumerated().filter { last[$1.name] == $0 }.map(\.element)
    }

    /// The first bytes of every ZIP archive.
    package static func recognises(_ data: Data) -> Bool { data.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    package func entry(named name: String) -> Entry? { entries.first { $0.name == name } }

    /// The content of a file, its checksum checked.
    package func content(of entry: Entry) throws(FileError) -> Data {
        let header = ZIPFields(data, at: entry.offset)
        guard entry.size <= Self.limit, let nameLength = header.uint16(at: 26), let extraLength = header.uint16(at: 28),
            let packed = data.piece(at: entry.offset + 30 + Int(nameLength) + Int(extraLength), entry.compressedSize)
        else { throw Self.damaged(path, "\(entry.name) is not where its directory says") }
        let content: Data?
        switch entry.method {
        case 0: content = packed
        case 8: content = Self.inflated(packed, size: entry.size)
        case 93:
            guard let zstandard = Zstandard.system else { throw Self.noZstandard(path) }
            content = zstandard.decompressed(packed, size: entry.size)
        default: throw Self.damaged(path, "\(entry.name) is compressed by a method that is not known")
        }
        guard let content, content.count == entry.size, Self.checksum(of: content) == entry.checksum else {
            throw Self.damaged(path, "the content of \(entry.name) is not what its checksum says")
        }
        return content
    }

    /// A file that says that it is larger is not read into memory.
    private static let limit = 1 << 30

    private static func checksum(of data: Data) -> UInt32 {
        data.withUnsafeBytes { UInt32(crc32(0, $0.bindMemory(to: Bytef.self).baseAddress, uInt($0.count))) }
    }

    private static func inflated(_ packed: Data, size: Int) -> Data? {
        var stream = z_stream()
        guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { inflateEnd(&stream) }
        var output = Data(count: size)
        let status = packed.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { target in
                stream.next_in = source.bindMemory(to: Bytef.self).baseAddress
                stream.avail_in = uInt(source.count)
                stream.next_out = target.bindMemory(to: Bytef.self).baseAddress
                stream.avail_out = uInt(target.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        return status == Z_STREAM_END || (size == 0 && status == Z_BUF_ERROR) ? output : nil
    }

    private static func damaged(_ path: String, _ cause: String) -> FileError {
        FileError(path: path, cause: "the ZIP archive is damaged: \(cause)", remedy: "Copy or download it again.")
    }

    private static func noZstandard(_ path: String) -> FileError {
        FileError(
            path: path, cause: "it is compressed by Zstandard, and this machine has no libzstd.so.1",
            remedy: "Install libzstd1, or write it as JSON with `inspect log convert --to json`.")
    }
}

extension Data {
    /// `count` bytes at an offset from the start; nil where there are not so many.
    func piece(at offset: Int, _ count: Int) -> Data? {
        guard offset >= 0, count >= 0, offset <= self.count - count else { return nil }
        return self[(startIndex + offset)..<(startIndex + offset + count)]
    }
}
