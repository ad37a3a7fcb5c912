import Foundation
import GRDB
import Provenance
import Synchronization

/// Replies kept between runs, in an SQLite database that any number of processes may use at once.
///
/// The least recently used replies make room for new ones when the database reaches its limit. A reply that cannot be saved
/// is counted and the run goes on: it was paid for and is already in the hands of whoever asked.
package final class ResponseCache: ReplyStore {
    /// Bytes on disk beyond which replies are dropped, unless said otherwise: 10 GB.
    package static let defaultLimit = 10_000_000_000

    /// How old the note of a reply's last use may grow: a write for every reading would cost more than the reading.
    private static let usePrecision: TimeInterval = 86_400

    let database: DatabasePool
    let folder: URL
    private let limit: Int
    private let redactor: Redactor
    private let now: @Sendable () -> Date
    private let losses = Mutex<UnsavedReplies?>(nil)

    /// Opens the cache in `folder`, and makes it where there is none.
    ///
    /// - Parameters:
    ///   - limit: bytes on disk.
    ///   - redactor: knows the keys in use; a reply that holds one is not saved.
    package convenience init(
        in folder: URL = ResponseCache.defaultFolder(), limit: Int = defaultLimit, redactor: Redactor = Redactor()
    ) throws {
        try self.init(in: folder, limit: limit, redactor: redactor, now: { Date() })
    }

    init(in folder: URL, limit: Int, redactor: Redactor, now: @escaping @Sendable () -> Date) throws {
        database = try Self.open(folder)
        self.folder = folder
        self.limit = limit
        self.redactor = redactor
        self.now = now
    }

    /// How many replies could not be saved since this cache was opened, and why; nil if all were.
    package var unsaved: UnsavedReplies? { losses.withLock { $0 } }

    /// The reply that was saved under `key`, its `attempts` 0; nil if there is none that can be read.
    package func reply(for key: ReplyKey) async throws -> ChatReply? {
        let digest = key.digest.hex
        let found: StoredReply?
        do {
            found = try await database.read { database in
                try StoredReply.fetchOne(database, sql: "SELECT * FROM reply WHERE key = ?", arguments: [digest])
            }
        } catch let error as DatabaseError {
            throw ResponseCacheError(error, file: Self.file(in: folder))
        }
        // What another version wrote may be unreadable; then it is asked for and saved again.
        guard let found, var reply = try? JSONDecoder().decode(ChatReply.self, from: found.reply) else { return nil }
        if now().timeIntervalSince(found.used) > Self.usePrecision { await noteUse(of: digest) }
        reply.attempts = 0
        return reply
    }

    /// Saves a reply that has not failed; one that cannot be saved is counted in `unsaved`.
    package func save(_ reply: ChatReply, for key: ReplyKey) async {
        guard reply.ending != .failed else { return }
        do {
            let text = try CanonicalJSON.string(reply)
            guard !redactor.finds(in: text) else { return lose("it holds an API key") }
            let stored = StoredReply(text, key, at: now())
            try await finishing { [database, limit] in
                try await database.write { database in
                    try Self.makeRoom(in: database, limit: limit)
                    try stored.upsert(database)
                }
            }
        } catch let error as DatabaseError {
            lose(ResponseCacheError(error, file: Self.file(in: folder)).description)
        } catch {
            lose("\(error)")
        }
    }

    private func noteUse(of digest: String) async {
        let date = now()
        // Only the order of dropping depends on it.
        try? await finishing { [database] in
            try await database.write { database in
                try database.execute(
                    sql: "UPDATE reply SET used = ? WHERE key = ?", arguments: [date.milliseconds, digest])
            }
        }
    }

    /// Drops a few of the least recently used replies if the database is too large: more bytes than a new reply brings, as a rule.
    private static func makeRoom(in database: Database, limit: Int) throws {
        guard try database.bytesInUse() > limit else { return }
        try database.execute(
            sql: "DELETE FROM reply WHERE rowid IN (SELECT rowid FROM reply ORDER BY used LIMIT 16)")
    }

    private func lose(_ reason: String) {
        losses.withLock { $0 = UnsavedReplies(count: ($0?.count ?? 0) + 1, reason: redactor.redacted(reason)) }
    }

    /// Runs `write` to its end even if the task is cancelled: an interrupted run has paid for its last replies too.
    private func finishing(_ write: @escaping @Sendable () async throws -> Void) async throws {
        try await Task(operation: write).value
    }

    /// Runs `body`; errors of SQLite become errors that name the file and the remedy.
    func naming<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw ResponseCacheError(error, file: Self.file(in: folder))
        }
    }
}

/// Replies that were used but could not be kept.
package struct UnsavedReplies: Sendable, Hashable {
    package let count: Int
    /// Of the last one.
    package let reason: String
}
