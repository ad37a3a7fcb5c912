import Foundation

/// An open file, closed when the last reference goes; every failed call is a `FileError`.
final class FileDescriptor: Sendable {
    let path: String
    private let number: Int32

    init(_ url: URL, _ flags: Int32, action: String) throws(FileError) {
        path = url.path
        number = retrying { open(url.path, flags | O_CLOEXEC, 0o666) }
        guard number >= 0 else { throw FileError(path: url.path, action: action, errno: errno) }
    }

    convenience init(reading url: URL) throws(FileError) {
        try self.init(url, O_RDONLY, action: "open")
    }

    deinit { close(number) }

    var size: Int {
        get throws(FileError) {
            var status = stat()
            guard fstat(number, &status) == 0 else { throw FileError(path: path, action: "examine", errno: errno) }
            return Int(status.st_size)
        }
    }

    /// At most `limit` bytes from the current position; nil at the end of the file.
    func read(upTo limit: Int) throws(FileError) -> Data? {
        var chunk = Data(count: limit)
        let count = chunk.withUnsafeMutableBytes { buffer in
            retrying { Foundation.read(number, buffer.baseAddress, buffer.count) }
        }
        guard count >= 0 else { throw FileError(path: path, action: "read", errno: errno) }
        return count == 0 ? nil : chunk.prefix(count)
    }

    /// Writes all of the bytes at the current position.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = retrying {
                Foundation.write(number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            }
            guard written >= 0 else { throw FileError(path: path, action: "write", errno: errno) }
            rest = rest.dropFirst(written)
        }
    }

    func write(_ data: Data) throws(FileError) {
        let result = data.withUnsafeBytes { bytes in
            Result { () throws(FileError) in try write(bytes) }
        }
        try result.get()
    }

    /// Cuts the file to `length` bytes and puts the current position there.
    func truncate(to length: Int) throws(FileError) {
        guard ftruncate(number, off_t(length)) == 0, lseek(number, off_t(length), SEEK_SET) >= 0 else {
            throw FileError(path: path, action: "truncate", errno: errno)
        }
    }

    /// Returns once the file's content is on the disk.
    func sync() throws(FileError) {
        guard retrying({ fsync(number) }) == 0 else { throw FileError(path: path, action: "sync", errno: errno) }
    }

    /// Returns once the name of a new or renamed file is on the disk.
    static func syncFolder(of url: URL) throws(FileError) {
        let folder = try FileDescriptor(reading: url.deletingLastPathComponent())
        // Some network file systems sync names by themselves and refuse to be told.
        guard retrying({ fsync(folder.number) }) == 0 || errno == EINVAL || errno == ENOTSUP else {
            throw FileError(path: folder.path, action: "sync", errno: errno)
        }
    }
}

/// Repeats a system call that a signal interrupted.
private func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
