import Foundation

/// A regular file mapped into memory, read-only.
///
/// Nothing is read until it is looked at, and nothing is copied. The file must not shrink while it is mapped.
package final class MappedFile: Sendable {
    package let url: URL
    package let count: Int
    /// Unsafe only to the compiler: the mapping never changes and lives as long as this object.
    private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    package init(_ url: URL) throws(ModelFileError) {
        self.url = url
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.error(url, found: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.error(url, found: String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Self.error(url, found: "a folder or device") }
        count = Int(status.st_size)
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw Self.error(url, found: "that it cannot be mapped: \(String(cString: strerror(errno)))")
        }
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), count) }
    }

    /// Lends the bytes of `range`, which are not aligned to anything, for the time of the call.
    ///
    /// - Precondition: `range` lies in `0..<count`; a reader checks it against the file when it opens the file.
    package func withBytes<Result, Failure: Error>(
        in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of a file of \(count)")
        defer { extendLifetime(self) }
        return try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    /// Lends all of the bytes for the time of the call.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withBytes(in: 0..<count, body)
    }

    private static func error(_ url: URL, found: String) -> ModelFileError {
        ModelFileError(
            file: url.path, at: .file, expected: "a readable file", found: found,
            remedy: "Check the path and your permission to read it.")
    }
}
