import Foundation

/// Files of one JSON value a line, appended to as an experiment goes.
///
/// A kill or a full disk can leave the last line half-written. A last line that has no line feed and is no whole JSON
/// object or array is that: it is dropped and reported. Any other line that cannot be read is an error.
package enum JSONLines {
    /// All records of a file.
    ///
    /// - Throws: `FileError` for a file that cannot be read, `JSONLinesError` for a line that is no `Record`.
    package static func read<Record: Decodable>(
        _ type: Record.Type, from url: URL
    ) throws -> JSONLinesContents<Record> {
        try read(type, of: LineReader(url))
    }

    /// All records of a file that is open, or of bytes in memory.
    ///
    /// - Throws: `FileError` for a file that cannot be read, `JSONLinesError` for a line that is no `Record`.
    package static func read<Record: Decodable>(
        _ type: Record.Type, of lines: LineReader
    ) throws -> JSONLinesContents<Record> {
        var records: [Record] = []
        let droppedTail = try forEach(type, of: lines) { records.append($0) }
        return JSONLinesContents(records: records, droppedTail: droppedTail)
    }

    /// Decodes a file's records one after another, in memory that does not grow with the file; the file may be gzipped.
    ///
    /// - Returns: the half-written last line that was dropped, if there was one.
    /// - Throws: `FileError` for a file that cannot be read or a line that is too long, `JSONLinesError` for a line that
    ///   is no `Record`, and what `body` throws.
    @discardableResult
    package static func forEach<Record: Decodable>(
        _ type: Record.Type, in url: URL, maximumLineLength: Int = LineReader.defaultMaximumLineLength,
        _ body: (Record) throws -> Void
    ) throws -> DroppedTail? {
        try forEach(type, of: LineReader(url, maximumLineLength: maximumLineLength), body)
    }

    private static func forEach<Record: Decodable>(
        _ type: Record.Type, of lines: LineReader, _ body: (Record) throws -> Void
    ) throws -> DroppedTail? {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        while let line = try lines.next() {
            if !line.isTerminated, !isWholeValue(line.bytes) {
                return DroppedTail(line: line.number, byteCount: line.bytes.count)
            }
            guard !line.bytes.isBlank else { continue }
            let record: Record
            do {
                record = try decoder.decode(type, from: line.bytes)
            } catch {
                throw JSONLinesError(path: lines.path, line: line.number, error)
            }
            try body(record)
        }
        return nil
    }

    /// Whether an unterminated line is nevertheless complete; a cut object or array never is.
    static func isWholeValue(_ line: Data) -> Bool {
        (try? JSONSerialization.jsonObject(with: line)) != nil
    }
}

/// The records of a JSON Lines file, and what was left out.
package struct JSONLinesContents<Record> {
    package let records: [Record]
    /// The half-written last line that was dropped, if there was one.
    package let droppedTail: DroppedTail?
}

extension JSONLinesContents: Sendable where Record: Sendable {}

/// A half-written last line.
package struct DroppedTail: Equatable, Sendable, CustomStringConvertible {
    /// The line's number, from 1.
    package let line: Int
    package let byteCount: Int

    package var description: String { "line \(line) was half-written: its \(byteCount) bytes were dropped" }
}

extension Data {
    fileprivate var isBlank: Bool { allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
}
