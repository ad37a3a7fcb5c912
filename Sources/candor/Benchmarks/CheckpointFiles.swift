import Foundation
import ModelFiles
import Synchronization

/// The files of a checkpoint, as the disk sees them.
struct CheckpointFiles {
    let urls: [URL]
    let byteCount: Int

    /// Linux's `O_DIRECT`, which Swift does not import.
    #if arch(x86_64)
        private static let aroundCache: Int32 = 0o40000
    #else
        private static let aroundCache: Int32 = 0o200000
    #endif

    init(of url: URL) throws {
        let source = try Checkpoint.open(url)
        let files = try source.tensorNames.map { try source.file(of: $0) }
        let sizes = Dictionary(files.map { ($0.url, $0.count) }) { first, _ in first }
        urls = sizes.keys.sorted { $0.path < $1.path }
        byteCount = sizes.values.reduce(0, +)
    }

    /// Puts the files out of the system's cache; a file system in memory, such as tmpfs, keeps them.
    func dropFromCache() throws {
        for url in urls {
            try withDescriptor(url, 0) { descriptor in
                fsync(descriptor)
                posix_fadvise(descriptor, 0, 0, Int32(POSIX_FADV_DONTNEED))
            }
        }
    }

    /// Bytes a second from the disk, the better of two ways: through the cache, which is emptied first, and around it.
    func diskRate() throws -> Double {
        try dropFromCache()
        let through = try readRate(flags: 0)
        // Not every file system lets itself be read around the cache.
        return max(through, (try? readRate(flags: Self.aroundCache)) ?? 0)
    }

    /// Reads everything in large pieces, 16 at a time.
    private func readRate(flags: Int32) throws -> Double {
        let pieceSize = 16 << 20
        let start = ContinuousClock.now
        for url in urls {
            try withDescriptor(url, flags) { descriptor in
                let size = Int(lseek(descriptor, 0, SEEK_END))
                let next = Mutex(0)
                let failed = Mutex(false)
                DispatchQueue.concurrentPerform(iterations: 16) { _ in
                    let buffer = UnsafeMutableRawPointer.allocate(byteCount: pieceSize, alignment: 4_096)
                    defer { buffer.deallocate() }
                    while true {
                        let offset = next.withLock { next in
                            defer { next += pieceSize }
                            return next
                        }
                        guard offset < size else { return }
                        if pread(descriptor, buffer, pieceSize, off_t(offset)) <= 0 { failed.withLock { $0 = true } }
                    }
                }
                if failed.withLock({ $0 }) { throw POSIXError(.EIO) }
            }
        }
        return Double(byteCount) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private func withDescriptor(_ url: URL, _ flags: Int32, _ body: (Int32) throws -> Void) throws {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | flags)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        try body(descriptor)
    }
}
