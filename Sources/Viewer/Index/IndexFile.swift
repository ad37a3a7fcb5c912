import Foundation
import GRDB
import Provenance

/// The database file that an index lies in. It is a copy of what the run holds, and can be made anew at any time.
struct IndexFile: Sendable {
    private let folder: URL
    private let name: String

    /// - Parameter run: the folder of the run, which need not be writable; each has a file of its own.
    init(of run: URL, in folder: URL) {
        self.folder = folder
        name = SHA256Digest(ofUTF8: run.resolvingSymlinksInPath().standardizedFileURL.path(percentEncoded: false)).short
    }

    var path: String { folder.appending(path: "\(name).sqlite").path(percentEncoded: false) }

    /// What tells whether the file is still the one that was opened; nil if there is none.
    ///
    /// It must not be opened to find out: to close it again would end SQLite's locks.
    var inode: Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.systemFileNumber] as? NSNumber)?.intValue
    }

    /// Opens the index, and begins it anew if there is none, or one that is damaged or of another version.
    ///
    /// - Parameter discarding: whether what is there is known to be of no use.
    func open(discarding: Bool = false) throws -> DatabasePool {
        try withLock {
            if discarding { try remove() }
            do {
                if let pool = try openExisting() { return pool }
            } catch let error as DatabaseError where error.isDamage {}
            try remove()
            guard let pool = try openExisting() else {
                throw TranscriptIndexError.unusable(path: path, cause: "no index can be made here")
            }
            return pool
        }
    }

    /// Nil if what is there is of another version.
    private func openExisting() throws -> DatabasePool? {
        // SQLite gives its other files the mode of this one.
        if inode == nil { close(try open("sqlite", O_RDWR | O_CREAT | O_EXCL)) }
        let pool = try DatabasePool(path: path, configuration: configuration)
        let isUsable = try pool.write { database in
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
            let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master")
            if version == 0, tables == 0 {
                try IndexSchema.create(in: database)
                return true
            }
            return version == IndexSchema.version
        }
        return isUsable ? pool : nil
    }

    private var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -16000")
            guard !database.configuration.readonly else { return }
            // After a power failure the last batches may have to be read again; nothing is damaged.
            try database.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000")
        }
        return configuration
    }

    private func remove() throws {
        for suffix in ["", "-wal", "-shm"] where unlink(path + suffix) != 0 && errno != ENOENT {
            throw TranscriptIndexError.unusable(path: path, cause: String(cString: strerror(errno)))
        }
    }

    /// Runs `body` while no other process opens or removes the index.
    private func withLock<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw TranscriptIndexError.unusable(
                path: folder.path(percentEncoded: false), cause: "this folder cannot be made")
        }
        let lock = try open("lock", O_RDWR | O_CREAT)
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw TranscriptIndexError.unusable(path: path, cause: String(cString: strerror(errno)))
            }
        }
        return try body()
    }

    /// Opens a file, which only its owner can read if it is new.
    private func open(_ suffix: String, _ flags: Int32) throws -> Int32 {
        let path = folder.appending(path: "\(name).\(suffix)").path(percentEncoded: false)
        let descriptor = Foundation.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw TranscriptIndexError.unusable(path: path, cause: String(cString: strerror(errno)))
        }
        return descriptor
    }
}

extension DatabaseError {
    /// Whether the file holds no database, or a damaged one.
    var isDamage: Bool { resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB }
}
