import Foundation

/// What a file holds, chunk by chunk; that of a gzip file, known by its first two bytes, is decompressed on the way.
final class FileContent {
    private let file: FileDescriptor
    private let inflater: GzipInflater?
    /// What was read to learn the file's kind.
    private var head: Data?

    init(of url: URL) throws(FileError) {
        file = try FileDescriptor(reading: url)
        var head = Data()
        while head.count < 2, let chunk = try file.read(upTo: Self.chunkLength) { head.append(chunk) }
        self.head = head
        inflater = GzipInflater.recognises(head) ? try GzipInflater(path: url.path) : nil
    }

    /// The next bytes, at most 256 kB; nil at the end.
    func next() throws(FileError) -> Data? {
        guard let inflater else { return try nextStored() }
        return try inflater.next { () throws(FileError) in try nextStored() }
    }

    private func nextStored() throws(FileError) -> Data? {
        if let head {
            self.head = nil
            if !head.isEmpty { return head }
        }
        return try file.read(upTo: Self.chunkLength)
    }

    private static let chunkLength = 1 << 18
}
