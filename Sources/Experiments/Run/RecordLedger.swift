import Foundation
import Provenance
import Synchronization

/// The records of a stage that is under way, in the order in which they came.
///
/// Each is written as it comes, so that a killed stage loses none. The first line names the stage's key: a ledger of other
/// inputs is begun anew. A record that came twice, because what it belongs with was asked again, counts as it came last.
final class RecordLedger<Record: Codable & Sendable & Identifiable>: Sendable where Record.ID == String {
    /// Lines of an earlier attempt that hold no record, because something damaged them; what they held is missing.
    let damagedLines: Int
    private let url: URL
    private let writer: JSONLinesWriter<Record>
    /// Where the last record of each id lies.
    private let places: Mutex<[String: Range<Int>]>

    /// Opens the ledger at `url`, with what an earlier attempt at the same stage left in it.
    init(_ url: URL, key: SHA256Digest) throws {
        self.url = url
        if try LedgerFile.key(of: url) != key {
            try AtomicFile.write(LedgerFile.header(key), to: url)
        }
        writer = try JSONLinesWriter(appendingTo: url)
        let (places, damagedLines) = try LedgerFile.places(of: Record.self, in: url)
        self.places = Mutex(places)
        self.damagedLines = damagedLines
    }

    /// Begins a ledger with those records of an earlier attempt that are worth keeping.
    ///
    /// - Parameters:
    ///   - key: that of a completed stage, whose records are in `artifact`; nil for one that was interrupted, whose records
    ///     are in the ledger itself.
    static func begin(
        _ url: URL, key completed: SHA256Digest?, artifact: URL, keeping isKept: (Record) -> Bool
    ) throws {
        guard let key = try completed ?? LedgerFile.key(of: url) else { return }
        let source = completed == nil ? url : artifact
        let output = try AtomicFile(replacing: url)
        try output.append(Data(LedgerFile.header(key).utf8))
        try LedgerFile.forEachRecord(of: Record.self, in: source) { record, line in
            if isKept(record) { try output.append(line + Data("\n".utf8)) }
        }
        try output.commit()
    }

    var count: Int { places.withLock { $0.count } }

    func contains(_ id: String) -> Bool { places.withLock { $0[id] != nil } }

    func append(_ record: Record) throws {
        let place = try writer.append(record)
        places.withLock { $0[record.id] = place }
    }

    /// What is still to be done of `ids`, by position: those without a record or, in waves, all of each wave that is not
    /// complete.
    func missing(of ids: some RandomAccessCollection<String>, wave: Int?) -> [Int] {
        places.withLock { places in
            let wave = wave ?? 1
            return stride(from: 0, to: ids.count, by: wave).flatMap { start -> [Int] in
                let members = start..<min(start + wave, ids.count)
                let isComplete = members.allSatisfy { places[ids[ids.index(ids.startIndex, offsetBy: $0)]] != nil }
                return isComplete ? [] : Array(members)
            }
        }
    }

    /// All records, read again from the file.
    func records() throws -> [String: Record] {
        var records: [String: Record] = [:]
        try LedgerFile.forEachRecord(of: Record.self, in: url) { record, _ in records[record.id] = record }
        return records
    }

    /// Writes the records of `ids` to `artifact`, in that order, whole or not at all.
    ///
    /// - Throws: `LostRecords` when some have no record.
    func finish(_ ids: some Collection<String>, to artifact: URL) throws {
        try writer.sync()
        let places = places.withLock { $0 }
        let lost = ids.filter { places[$0] == nil }
        guard lost.isEmpty else { throw LostRecords(ids: lost) }
        let input = try FileHandle(forReadingFrom: url)
        defer { try? input.close() }
        let output = try AtomicFile(replacing: artifact)
        for id in ids {
            guard let place = places[id] else { continue }
            try input.seek(toOffset: UInt64(place.lowerBound))
            try output.append(input.read(upToCount: place.count) ?? Data())
        }
        try output.commit()
    }
}

/// Requests that got no reply at all, which must not happen.
struct LostRecords: Error, CustomStringConvertible {
    let ids: [String]

    var description: String {
        "\(ids.count) requests got no reply, the first of them '\(ids.first ?? "")': run the same command again to ask for them"
    }
}
