import Foundation
import Provenance
import Synchronization

/// The records of a stage that is under way, in the order in which they came.
///
/// Each is written as it comes, so that a killed stage loses none. The first line names the stage's key: a ledger of other
/// inputs is begun anew. A record that came twice, because what it belongs with was asked again, counts as it came last.
final class RecordLedger<Record: Codable & Sendable & Identifiable>: Sendable where Record.ID == String {
    private let url: URL
    private let writer: JSONLinesWriter<Record>
    private let state: Mutex<Set<String>>

    /// Opens the ledger at `url`, with what an earlier attempt at the same stage left in it.
    init(_ url: URL, key: SHA256Digest) throws {
        self.url = url
        let header = LedgerHeader(stage: key)
        if (try? LedgerFile.header(of: url)) != header {
            try AtomicFile.write(CanonicalJSON.string(header) + "\n", to: url)
        }
        writer = try JSONLinesWriter(appendingTo: url)
        state = Mutex(Set(try LedgerFile.identifiers(in: url)))
    }

    /// Begins a ledger with those records of a finished artifact that are worth keeping.
    static func begin(
        _ url: URL, key: SHA256Digest, from artifact: URL, keeping isKept: (Record) -> Bool
    ) throws {
        let output = try AtomicFile(replacing: url)
        try output.append(CanonicalJSON.data(LedgerHeader(stage: key)) + Data("\n".utf8))
        try JSONLines.forEach(Record.self, in: artifact) { record in
            guard isKept(record) else { return }
            try output.append(CanonicalJSON.data(record) + Data("\n".utf8))
        }
        try output.commit()
    }

    var count: Int { state.withLock { $0.count } }

    func contains(_ id: String) -> Bool { state.withLock { $0.contains(id) } }

    func append(_ record: Record) throws {
        try writer.append(record)
        state.withLock { _ = $0.insert(record.id) }
    }

    /// What is still to be done of `ids`: those without a record or, in waves, all of each wave that is not complete.
    func missing(of ids: [String], wave: Int?) -> [String] {
        state.withLock { done in
            guard let wave else { return ids.filter { !done.contains($0) } }
            return stride(from: 0, to: ids.count, by: wave).flatMap { start -> ArraySlice<String> in
                let members = ids[start..<min(start + wave, ids.count)]
                return members.allSatisfy(done.contains) ? [] : members
            }
        }
    }

    /// All records, read again from the file.
    func records() throws -> [String: Record] {
        var records: [String: Record] = [:]
        try LedgerFile.forEachLine(of: url) { line in
            let record = try JSONDecoder().decode(Record.self, from: line)
            records[record.id] = record
        }
        return records
    }

    /// Writes the records of `ids` to `artifact`, in that order, whole or not at all.
    ///
    /// - Throws: `LostRecords` when some have no record.
    func finish(_ ids: [String], to artifact: URL) throws {
        try writer.sync()
        let places = try LedgerFile.places(in: url)
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

private struct LedgerHeader: Codable, Equatable {
    let stage: SHA256Digest
}

/// The lines of a ledger, read one at a time.
enum LedgerFile {
    private struct Identified: Decodable {
        let id: String
    }

    fileprivate static func header(of url: URL) throws -> LedgerHeader? {
        guard let line = try LineReader(url).next(), line.isTerminated else { return nil }
        return try JSONDecoder().decode(LedgerHeader.self, from: line.bytes)
    }

    /// How many records the ledger at `url` holds for a stage with the given key; nil if it is of another.
    static func count(at url: URL, key: SHA256Digest) -> Int? {
        guard (try? header(of: url)) == LedgerHeader(stage: key) else { return nil }
        return (try? Set(identifiers(in: url)).count) ?? 0
    }

    fileprivate static func identifiers(in url: URL) throws -> [String] {
        var identifiers: [String] = []
        try forEachLine(of: url) { identifiers.append(try JSONDecoder().decode(Identified.self, from: $0).id) }
        return identifiers
    }

    /// Where the last record of each id lies, its line feed included.
    fileprivate static func places(in url: URL) throws -> [String: Range<Int>] {
        var places: [String: Range<Int>] = [:]
        var offset = 0
        try forEachLine(of: url, includingHeader: true) { line in
            let end = offset + line.count + 1
            if let id = try? JSONDecoder().decode(Identified.self, from: line).id { places[id] = offset..<end }
            offset = end
        }
        return places
    }

    /// Calls `body` with each whole line; one that was half-written is passed over.
    fileprivate static func forEachLine(
        of url: URL, includingHeader: Bool = false, _ body: (Data) throws -> Void
    ) throws {
        let lines = try LineReader(url)
        while let line = try lines.next() {
            if line.isTerminated, line.number > 1 || includingHeader { try body(line.bytes) }
        }
    }
}
