import Foundation
import Provenance

/// A ledger as it lies on the disk: a line with the stage's key, then one record a line.
///
/// Lines that hold no record are passed over: a ledger is what spares a stage work, and what it does not hold is done again.
enum LedgerFile {
    private struct Header: Codable {
        let stage: SHA256Digest
    }

    private struct Identified: Decodable {
        let id: String
    }

    static func header(_ key: SHA256Digest) throws -> String {
        try CanonicalJSON.string(Header(stage: key)) + "\n"
    }

    /// The key in the first line; nil if there is no file, or its first line is another one.
    ///
    /// - Throws: `FileError` for a file that is there and cannot be read.
    static func key(of url: URL) throws(FileError) -> SHA256Digest? {
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)),
            let line = try LineReader(url).next(), line.isTerminated
        else { return nil }
        return (try? JSONDecoder().decode(Header.self, from: line.bytes))?.stage
    }

    /// How many records the ledger at `url` holds for a stage with the given key; nil if it is of another.
    static func count(at url: URL, key: SHA256Digest) -> Int? {
        guard (try? self.key(of: url)) == key else { return nil }
        var identifiers: Set<String> = []
        let decoder = JSONDecoder()
        try? forEachLine(of: url) { line, _ in
            if let id = try? decoder.decode(Identified.self, from: line).id { identifiers.insert(id) }
        }
        return identifiers.count
    }

    /// Where the last record of each id lies, its line feed included, and how many lines hold none.
    static func places<Record: Decodable & Identifiable>(
        of type: Record.Type, in url: URL
    ) throws -> (places: [String: Range<Int>], damagedLines: Int) where Record.ID == String {
        var places: [String: Range<Int>] = [:]
        var damagedLines = 0
        let decoder = JSONDecoder()
        try forEachLine(of: url) { line, place in
            if let record = try? decoder.decode(type, from: line) {
                places[record.id] = place
            } else if !isHeader(place) {
                damagedLines += 1
            }
        }
        return (places, damagedLines)
    }

    /// Calls `body` with each record of a ledger, or of a file without a header, and its line.
    static func forEachRecord<Record: Decodable>(
        of type: Record.Type, in url: URL, _ body: (Record, _ line: Data) throws -> Void
    ) throws {
        let decoder = JSONDecoder()
        try forEachLine(of: url) { line, _ in
            if let record = try? decoder.decode(type, from: line) { try body(record, line) }
        }
    }

    private static func isHeader(_ place: Range<Int>) -> Bool { place.lowerBound == 0 }

    /// Calls `body` with each whole line, without its line feed, and where it lies with it; one that was half-written is
    /// passed over.
    private static func forEachLine(of url: URL, _ body: (Data, Range<Int>) throws -> Void) throws {
        let lines = try LineReader(url)
        var offset = 0
        while let line = try lines.next(), line.isTerminated {
            let end = offset + line.bytes.count + 1
            try body(line.bytes, offset..<end)
            offset = end
        }
    }
}
