import Foundation
import GRDB

/// A row of the response cache.
struct StoredReply: FetchableRecord, PersistableRecord {
    static let databaseTableName = "reply"

    /// The digest of the `ReplyKey`, in hexadecimal digits.
    let key: String
    /// Host and path, for people.
    let endpoint: String
    let model: String
    /// JSON.
    let reply: Data
    let created: Date
    let used: Date

    init(_ text: String, _ key: ReplyKey, at date: Date) {
        self.key = key.digest.hex
        let url = URL(string: key.endpoint.url)
        endpoint = (url?.host() ?? "") + (url?.path() ?? "")
        model = key.endpoint.model
        reply = Data(text.utf8)
        (created, used) = (date, date)
    }

    init(row: Row) throws {
        key = row["key"]
        endpoint = row["endpoint"]
        model = row["model"]
        reply = row["reply"]
        created = Date(milliseconds: row["created"])
        used = Date(milliseconds: row["used"])
    }

    func encode(to container: inout PersistenceContainer) {
        container["key"] = key
        container["endpoint"] = endpoint
        container["model"] = model
        container["reply"] = reply
        container["size"] = reply.count
        container["created"] = created.milliseconds
        container["used"] = used.milliseconds
    }

    static func createTable(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE reply (
                    key TEXT PRIMARY KEY NOT NULL,
                    endpoint TEXT NOT NULL,
                    model TEXT NOT NULL,
                    reply BLOB NOT NULL,
                    size INTEGER NOT NULL,
                    created INTEGER NOT NULL,
                    used INTEGER NOT NULL
                );
                -- Answers all statistics without reading the replies.
                CREATE INDEX reply_by_use ON reply (used, created, endpoint, model, size);
                """)
    }
}

extension Date {
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1_000).rounded()) }

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1_000) }
}

extension Database {
    /// The bytes of the file that hold something, without the pages that wait to be used again.
    func bytesInUse() throws -> Int {
        func number(_ pragma: String) throws -> Int { try Int.fetchOne(self, sql: "PRAGMA \(pragma)") ?? 0 }
        return try (number("page_count") - number("freelist_count")) * number("page_size")
    }
}
