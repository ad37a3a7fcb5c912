import Endpoints
import Evaluation
import Experiments
import Foundation
import GRDB
import Synchronization

/// Finds transcripts of a run, however many there are, while the run may still be writing them.
///
/// `update` reads what is new in the run's files; everything else answers from what has been read so far. The index lies in
/// the user's cache folder, so that the run's folder need not be writable, and holds no texts: a record is read from the
/// run when it is asked for. Several processes may use one index at once.
package final class TranscriptIndex: Sendable {
    /// What changes while the index is in use.
    struct State {
        var layout: RunLayout
        var pool: DatabasePool
        /// Of the database file.
        var inode: Int?
        /// Whether the database was found to be of no use.
        var isDamaged = false
        /// Files of the run that do not hold what was read of them.
        var suspects: Set<String> = []
        var snapshot: Snapshot?
        /// The update that was asked for last.
        var update: Task<Void, any Error>?
    }

    let run: RunDirectory
    let file: IndexFile
    let state: Mutex<State>

    /// Opens the index of a run, and begins one where there is none, or one that is damaged or of another version.
    ///
    /// - Throws: `ManifestError` for what is no run, `TranscriptIndexError` where no index can be kept.
    package init(of run: RunDirectory, in folder: URL = TranscriptIndex.defaultFolder()) throws {
        self.run = run
        file = IndexFile(of: run.url, in: folder)
        let layout = RunLayout(try RunManifest(reading: run))
        let pool = try file.open()
        state = Mutex(State(layout: layout, pool: pool, inode: file.inode))
    }

    /// `transcripts` in the folder of the response cache.
    package static func defaultFolder() -> URL { ResponseCache.defaultFolder().appending(path: "transcripts") }

    /// Reads the index; errors of SQLite become errors that name the file, and damage is remembered.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try state.withLock(\.pool).read(body)
        } catch let error as DatabaseError {
            if error.isDamage { state.withLock { $0.isDamaged = true } }
            throw TranscriptIndexError(error, path: file.path)
        }
    }
}

extension TranscriptIndex {
    /// How many transcripts a filter lets through.
    package func count(_ filter: TranscriptFilter = TranscriptFilter()) throws -> Int {
        try places(passing: filter).places.count
    }

    /// A part of the transcripts that a filter lets through: prompts as asked, then conditions as declared, then samples.
    package func entries(
        _ filter: TranscriptFilter = TranscriptFilter(), offset: Int = 0, limit: Int
    ) throws -> [TranscriptEntry] {
        let (catalogue, places) = try places(passing: filter)
        let rows = places.dropFirst(max(0, offset)).prefix(max(0, limit)).map { catalogue.rows[Int($0)] }
        return try read { database in
            let find = try database.cachedStatement(
                sql: """
                    SELECT transcript.id, prompt.id, sample, promptStart
                    FROM transcript JOIN prompt ON prompt.number = prompt WHERE transcript.number = ?
                    """)
            return try rows.compactMap { row in
                try Row.fetchOne(find, arguments: [row.number]).map {
                    TranscriptEntry(
                        id: $0[0], condition: catalogue.conditions[Int(row.condition)], promptID: $0[1],
                        sampleIndex: $0[2], outcome: Outcome.allCases[Int(row.outcome)],
                        fired: catalogue.profile(of: row).fired, isLabelled: row.labels.contains(.any),
                        promptStart: $0[3] ?? "")
                }
            }
        }
    }

    /// Where a transcript is among those that a filter lets through, from 0; nil if it is not among them.
    package func position(of id: String, in filter: TranscriptFilter = TranscriptFilter()) throws -> Int? {
        let (catalogue, places) = try places(passing: filter)
        guard let place = try place(of: id, catalogue) else { return nil }
        let position = places.firstPosition(notBefore: place)
        return position < places.count && places[position] == place ? position : nil
    }

    /// The transcripts before and after one among those that a filter lets through, whether it is among them or not.
    package func neighbours(
        of transcript: String, in filter: TranscriptFilter = TranscriptFilter()
    ) throws -> (previous: String?, next: String?) {
        let (catalogue, places) = try places(passing: filter)
        guard let place = try place(of: transcript, catalogue) else { return (nil, nil) }
        let position = places.firstPosition(notBefore: place)
        let isMember = position < places.count && places[position] == place
        func neighbour(at position: Int) throws -> String? {
            guard places.indices.contains(position) else { return nil }
            return try id(of: catalogue.rows[Int(places[position])])
        }
        return (try neighbour(at: position - 1), try neighbour(at: isMember ? position + 1 : position))
    }

    /// How many transcripts there are of each kind.
    package func facets() throws -> TranscriptFacets { try snapshot().facets }

    /// The transcripts of the same prompt and sample in all conditions that have one, its own included, by condition.
    package func counterparts(of transcript: String) throws -> [String: String] {
        let catalogue = try snapshot().catalogue
        guard let place = try place(of: transcript, catalogue) else { return [:] }
        var counterparts: [String: String] = [:]
        for row in catalogue.counterparts(of: place) {
            counterparts[catalogue.conditions[Int(row.condition)]] = try id(of: row)
        }
        return counterparts
    }

    private func place(of id: String, _ catalogue: TranscriptCatalogue) throws -> Int? {
        let number = try read { database in
            try Int64.fetchOne(database, sql: "SELECT number FROM transcript WHERE id = ?", arguments: [id])
        }
        return number.flatMap(catalogue.place)
    }

    private func id(of row: TranscriptCatalogue.Row) throws -> String? {
        try read { database in
            try String.fetchOne(database, sql: "SELECT id FROM transcript WHERE number = ?", arguments: [row.number])
        }
    }
}

extension [Int32] {
    /// The first position whose element is not below `place`, in a sorted array.
    fileprivate func firstPosition(notBefore place: Int) -> Int {
        var (lower, upper) = (0, count)
        while lower < upper {
            let middle = (lower + upper) / 2
            if self[middle] < place { lower = middle + 1 } else { upper = middle }
        }
        return lower
    }
}
