import Foundation
import GRDB

/// Which replies of a cache are meant: those that meet every condition given.
package struct CacheSelection: Sendable, Hashable {
    package var model: String?
    package var savedBefore: Date?

    package init(model: String? = nil, savedBefore: Date? = nil) {
        self.model = model
        self.savedBefore = savedBefore
    }

    package var isEverything: Bool { self == CacheSelection() }

    /// `WHERE …`, or nothing.
    fileprivate var clause: SQL {
        var conditions: [SQL] = []
        if let model { conditions.append("model = \(model)") }
        if let savedBefore { conditions.append("created < \(savedBefore.milliseconds)") }
        guard !conditions.isEmpty else { return "" }
        return SQL("WHERE ") + conditions.joined(separator: " AND ")
    }
}

extension ResponseCache {
    /// The number of replies that `clear` would remove.
    package func count(_ selection: CacheSelection) throws -> Int {
        try naming {
            try database.read { database in
                try SQLRequest<Int>("SELECT COUNT(*) FROM reply \(selection.clause)").fetchOne(database) ?? 0
            }
        }
    }

    /// Removes replies and gives their disk space back; returns how many there were.
    @discardableResult
    package func clear(_ selection: CacheSelection = CacheSelection()) throws -> Int {
        try naming {
            let count = try database.write { database in
                try database.execute(literal: "DELETE FROM reply \(selection.clause)")
                return database.changesCount
            }
            // In pieces, so that no other process waits long.
            while try database.write(Self.shrink) {}
            // While another process reads, the log keeps its length until somebody writes again.
            try database.writeWithoutTransaction { database in
                do { try database.checkpoint(.truncate) } catch DatabaseError.SQLITE_BUSY {}
            }
            return count
        }
    }

    /// Cuts unused pages off the file; returns whether any are left.
    private static func shrink(_ database: Database) throws -> Bool {
        let unused = { try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0 }
        let before = try unused()
        try database.execute(sql: "PRAGMA incremental_vacuum(4096)")
        return try (1..<max(before, 1)).contains(unused())
    }
}
