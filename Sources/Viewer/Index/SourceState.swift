import Foundation
import GRDB

/// How far the index has come with one of the run's files.
struct SourceState: FetchableRecord {
    let number: Int64
    let name: String
    /// The file that was read: the source's own, or its ledger.
    var file: String
    /// As the file was when reading began.
    var stamp: ReadableFile.Stamp
    /// Rises with each time that the file is read from its beginning.
    var generation: Int
    /// How many bytes have been read.
    var offset: Int
    /// How many lines have been read.
    var line: Int
    /// Of the file up to the offset.
    var fingerprint: Int64
    /// Whether all lines of the file, as its stamp says it was, have been read.
    var isComplete: Bool
    var damagedLines: Int

    init(row: Row) {
        number = row["number"]
        name = row["name"]
        file = row["file"]
        stamp = ReadableFile.Stamp(inode: row["inode"], size: row["size"], modified: row["modified"])
        generation = row["generation"]
        offset = row["offset"]
        line = row["line"]
        fingerprint = row["fingerprint"]
        isComplete = row["isComplete"]
        damagedLines = row["damagedLines"]
    }

    static func fetch(_ name: String, _ database: Database) throws -> SourceState? {
        try fetchOne(database, sql: "SELECT * FROM source WHERE name = ?", arguments: [name])
    }

    func save(in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE source SET file = ?, inode = ?, size = ?, modified = ?, generation = ?, offset = ?, line = ?,
                    fingerprint = ?, isComplete = ?, damagedLines = ? WHERE number = ?
                """,
            arguments: [
                file, stamp.inode, stamp.size, stamp.modified, generation, offset, line, fingerprint, isComplete,
                damagedLines, number,
            ])
    }
}

extension SourceState {
    /// Makes the index ready for what is new in a file, and says what there is to read; nil for nothing.
    ///
    /// - Parameter isSuspect: whether the file was found not to hold what was read of it.
    static func reader(
        of source: IndexSource, _ opened: IndexSource.Opened?, isSuspect: Bool, _ database: Database
    ) throws -> SourceReader? {
        var state = try fetch(source.name, database)
        guard let opened else {
            try state?.forget(database)
            return nil
        }
        if state == nil {
            try database.execute(
                sql: "INSERT INTO source VALUES (NULL, ?, '', 0, 0, 0, 0, 0, 0, 0, 0, 0)", arguments: [source.name])
            state = try fetch(source.name, database)
        }
        guard var state else { return nil }
        let isSame = state.stamp == opened.stamp && state.file == opened.name && !isSuspect
        if isSame, state.isComplete { return nil }
        if !isSame {
            let isNew = state.file.isEmpty
            if !isNew, isSuspect || !state.isContinued(by: opened) || source.content == .prompts {
                try state.beginAnew(database)
            }
            (state.file, state.stamp, state.isComplete) = (opened.name, opened.stamp, false)
            try state.save(in: database)
        }
        return SourceReader(
            source, number: state.number, generation: state.generation, opened, offset: state.offset, line: state.line)
    }

    /// Whether a file is the one that was read, with more at its end.
    private func isContinued(by opened: IndexSource.Opened) -> Bool {
        file == opened.name && stamp.inode == opened.stamp.inode && opened.stamp.size > stamp.size
            && opened.file.fingerprint(upTo: offset) == fingerprint
    }

    /// What was read stays in the index until it is read again, or is found to be gone.
    private mutating func beginAnew(_ database: Database) throws {
        generation += 1
        (offset, line, damagedLines) = (0, 0, 0)
        try database.execute(sql: "DELETE FROM damage WHERE source = ?", arguments: [number])
        if name == IndexSource.labels { try database.execute(sql: "DELETE FROM label") }
    }

    /// Removes all that came from a file that is no longer there.
    mutating func forget(_ database: Database) throws {
        try beginAnew(database)
        try removeOutdated(database)
        try database.execute(sql: "DELETE FROM source WHERE number = ?", arguments: [number])
        try database.execute(sql: "UPDATE state SET version = version + 1")
    }

    /// Removes what was not found again when the file was read from its beginning.
    func removeOutdated(_ database: Database) throws {
        if name == IndexSource.verdicts {
            try database.execute(
                sql: """
                    UPDATE transcript SET profile = NULL, verdictGeneration = NULL, verdictStart = NULL, verdictLength = NULL
                    WHERE verdictGeneration < ?
                    """, arguments: [generation])
        } else {
            try database.execute(
                sql: """
                    UPDATE transcript SET source = NULL, text = NULL, digest = NULL WHERE source = ? AND generation < ?
                    """, arguments: [number, generation])
            try database.execute(
                sql: "UPDATE state SET deadTexts = deadTexts + ?", arguments: [database.changesCount])
        }
    }
}
