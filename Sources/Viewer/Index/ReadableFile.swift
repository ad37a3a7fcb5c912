import Foundation
import Provenance

/// A file that is open for reading, wherever in it.
final class ReadableFile: Sendable {
    /// What tells that a file is not the one it was, or has been written to.
    struct Stamp: Sendable, Hashable {
        var inode: Int64
        var size: Int
        /// In nanoseconds.
        var modified: Int64
    }

    private let descriptor: Int32

    /// Nil for what is no file, such as a folder or a pipe, or cannot be read.
    init?(_ url: URL) {
        descriptor = open(url.path(percentEncoded: false), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0, let status, status.st_mode & S_IFMT == S_IFREG else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    var stamp: Stamp? {
        status.map {
            #if canImport(Darwin)
                let time = $0.st_mtimespec
            #else
                let time = $0.st_mtim
            #endif
            return Stamp(
                inode: Int64(bitPattern: UInt64($0.st_ino)), size: Int($0.st_size),
                modified: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
        }
    }

    /// The bytes of a range, fewer where the file ends or cannot be read.
    func read(_ range: Range<Int>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            while count < buffer.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let got = pread(descriptor, rest.baseAddress, rest.count, off_t(range.lowerBound + count))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { return }
                count += got
            }
        }
    }

    /// A digest of where the first `length` bytes begin and end: another file, or one begun anew, has another.
    func fingerprint(upTo length: Int) -> Int64 {
        let edge = 4_096
        let bytes = read(0..<min(edge, length)) + read(max(0, length - edge)..<length)
        return SHA256Digest(of: bytes).leadingBits
    }

    private var status: stat? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status : nil
    }
}
