import Foundation
import GRDB

extension ResponseCache {
    /// `CANDOR_CACHE`, else `candor` in `XDG_CACHE_HOME`, else `~/.cache/candor`.
    package static func defaultFolder(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> URL {
        if let named = environment["CANDOR_CACHE"], !named.isEmpty { return URL(filePath: named) }
        // The XDG specification has relative paths ignored.
        if let caches = environment["XDG_CACHE_HOME"], caches.hasPrefix("/") {
            return URL(filePath: caches).appending(path: "candor")
        }
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
        return URL(filePath: home).appending(path: ".cache/candor")
    }

    /// The database of the cache in `folder`.
    package static func file(in folder: URL) -> URL { folder.appending(path: "responses.sqlite") }

    /// Whether there is a cache in `folder`, in whatever condition.
    package static func exists(in folder: URL) -> Bool { file(in: folder).exists }

    /// Removes the cache in `folder` when nothing can be read of it any more.
    ///
    /// Unlike `clear`, this must not be done to a database that another process has open.
    package static func remove(in folder: URL) throws {
        try withLock(in: folder) {
            for suffix in ["", "-wal", "-shm"] {
                let path = file(in: folder).path(percentEncoded: false) + suffix
                guard unlink(path) == 0 || errno == ENOENT else {
                    throw ResponseCacheError.unusable(path: path, cause: String(cString: strerror(errno)))
                }
            }
        }
    }

    static func open(_ folder: URL) throws -> DatabasePool {
        let file = file(in: folder)
        return try withLock(in: folder) {
            do {
                let pool = try DatabasePool(path: file.path(percentEncoded: false), configuration: configuration)
                guard try !pool.read(migrator.hasBeenSuperseded) else {
                    throw ResponseCacheError.newerVersion(path: file.path(percentEncoded: false))
                }
                try migrator.migrate(pool)
                return pool
            } catch let error as DatabaseError {
                throw ResponseCacheError(error, file: file)
            }
        }
    }

    /// Each change of the tables is a migration of its own; those that were released stay as they are.
    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("replies", migrate: StoredReply.createTable)
        return migrator
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        // The longest that another process may write at a stretch.
        configuration.busyMode = .timeout(60)
        configuration.prepareDatabase { database in
            // Lets `clear` give back disk space without a second copy of the database; only a new file takes it.
            guard !database.configuration.readonly, try Int.fetchOne(database, sql: "PRAGMA page_count") == 0 else {
                return
            }
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
        }
        return configuration
    }

    /// Runs `body` while no other process opens the cache: two that find no tables would both make them.
    private static func withLock<Result>(in folder: URL, _ body: () throws -> Result) throws -> Result {
        let path = folder.path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ResponseCacheError.unusable(path: path, cause: "this folder cannot be made")
        }
        let lock = try open(folder.appending(path: "responses.lock"), O_RDWR | O_CREAT)
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw ResponseCacheError.unusable(path: path, cause: String(cString: strerror(errno)))
            }
        }
        // SQLite gives its other files the mode of this one. To open and close one that exists would end SQLite's locks on it.
        if !exists(in: folder) { close(try open(file(in: folder), O_RDWR | O_CREAT | O_EXCL)) }
        return try body()
    }

    /// Opens a file, which only its owner can read if it is new.
    private static func open(_ url: URL, _ flags: Int32) throws -> Int32 {
        let path = url.path(percentEncoded: false)
        let descriptor = Foundation.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ResponseCacheError.unusable(path: path, cause: String(cString: strerror(errno)))
        }
        return descriptor
    }
}
