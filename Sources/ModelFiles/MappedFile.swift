import Foundation

/// A regular file mapped into memory, read-only.
///
/// Nothing is read until it is looked at, and nothing is copied. The file must not shrink while it is mapped.
package final class MappedFile: Sendable {
    package let url: URL
    package let count: Int
    private let descriptor: Int32
    /// Unsafe only to the compiler: the mapping never changes and lives as long as this object.
    private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    package init(_ url: URL) throws(ModelFileError) {
        self.url = url
        descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.error(url, found: String(cString: strerror(errno))) }
        do {
            bytes = try Self.map(descriptor, url)
        } catch {
            close(descriptor)
            throw error
        }
        count = bytes.count
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), count) }
        close(descriptor)
    }

    private static func map(_ descriptor: Int32, _ url: URL) throws(ModelFileError) -> UnsafeRawBufferPointer {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw error(url, found: String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw error(url, found: "a folder or device") }
        let count = Int(status.st_size)
        guard count > 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw error(url, found: "that it cannot be mapped: \(String(cString: strerror(errno)))")
        }
        return UnsafeRawBufferPointer(start: start, count: count)
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

    /// Copies the bytes of `range` to `output`, which has room for exactly as many.
    ///
    /// Reading is faster than looking at the map where every byte is wanted once: no page has to be mapped.
    ///
    /// - Precondition: `range` lies in `0..<count`.
    package func read(_ range: Range<Int>, into output: UnsafeMutableRawBufferPointer) throws(ModelFileError) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of a file of \(count)")
        precondition(output.count == range.count, "\(range.count) bytes into room for \(output.count)")
        var done = 0
        while done < output.count {
            let piece = UnsafeMutableRawBufferPointer(rebasing: output[done...])
            let result = pread(descriptor, piece.baseAddress, piece.count, off_t(range.lowerBound + done))
            if result < 0, errno == EINTR { continue }
            guard result > 0 else {
                let found =
                    result == 0 ? "its end at byte \(range.lowerBound + done)" : String(cString: strerror(errno))
                throw Self.error(url, found: found)
            }
            done += result
        }
    }

    /// Has the system begin to read the bytes of `range`, which are wanted soon.
    package func prefetch(_ range: Range<Int>) {
        posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.count), Int32(POSIX_FADV_WILLNEED))
    }

    private static func error(_ url: URL, found: String) -> ModelFileError {
        ModelFileError(
            file: url.path, at: .file, expected: "a readable file", found: found,
            remedy: "Check the path and your permission to read it.")
    }
}
