import Foundation
import GRDB

/// What a response cache holds.
package struct CacheStatistics: Sendable, Hashable, Encodable {
    package let entries: Int
    /// Of the replies alone, as JSON.
    package let bytes: Int
    /// Of the database on disk.
    package let bytesOnDisk: Int
    package let oldest: Date?
    package let newest: Date?

    /// The largest first.
    package let models: [Model]

    /// Those of a cache that does not exist, if nothing is given.
    package init(models: [Model] = [], bytesOnDisk: Int = 0) {
        entries = models.reduce(0) { $0 + $1.entries }
        bytes = models.reduce(0) { $0 + $1.bytes }
        oldest = models.map(\.oldest).min()
        newest = models.map(\.newest).max()
        self.models = models
        self.bytesOnDisk = bytesOnDisk
    }

    /// The replies of one model of one endpoint.
    package struct Model: Sendable, Hashable, Encodable {
        /// Host and path.
        package let endpoint: String
        package let model: String
        package let entries: Int
        package let bytes: Int
        package let oldest: Date
        package let newest: Date

        package init(endpoint: String, model: String, entries: Int, bytes: Int, oldest: Date, newest: Date) {
            self.endpoint = endpoint
            self.model = model
            self.entries = entries
            self.bytes = bytes
            self.oldest = oldest
            self.newest = newest
        }
    }
}

extension ResponseCache {
    package func statistics() throws -> CacheStatistics {
        let models = try naming {
            try database.read { database in
                try CacheStatistics.Model.fetchAll(
                    database,
                    sql: """
                        SELECT endpoint, model, COUNT(*) AS entries, SUM(size) AS bytes,
                            MIN(created) AS oldest, MAX(created) AS newest
                        FROM reply GROUP BY endpoint, model ORDER BY bytes DESC, endpoint, model
                        """)
            }
        }
        return CacheStatistics(models: models, bytesOnDisk: Self.bytesOnDisk(in: folder))
    }

    /// Of the database and its log.
    package static func bytesOnDisk(in folder: URL) -> Int {
        ["", "-wal"].reduce(0) { total, suffix in
            let path = file(in: folder).path(percentEncoded: false) + suffix
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return total + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
        }
    }
}

extension CacheStatistics.Model: FetchableRecord {
    package init(row: Row) throws {
        self.init(
            endpoint: row["endpoint"], model: row["model"], entries: row["entries"], bytes: row["bytes"],
            oldest: Date(milliseconds: row["oldest"]), newest: Date(milliseconds: row["newest"]))
    }
}
