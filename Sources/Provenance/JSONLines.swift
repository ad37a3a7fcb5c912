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
        let data = try contents(of: url)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        var records: [Record] = []
        var droppedTail: DroppedTail?
        try forEachLine(of: data) { line, number, isTerminated in
            if !isTerminated, !isWholeValue(line) {
                droppedTail = DroppedTail(line: number, byteCount: line.count)
                return
            }
            guard !line.isBlank else { return }
            do {
                records.append(try decoder.decode(type, from: line))
            } catch {
                throw JSONLinesError(path: url.path, line: number, error)
            }
        }
        return JSONLinesContents(records: records, droppedTail: droppedTail)
    }

    static func contents(of url: URL) throws(FileError) -> Data {
        let file = try FileDescriptor(reading: url)
        var data = Data()
        data.reserveCapacity(try file.size)
        while let chunk = try file.read(upTo: 1 << 20) { data.append(chunk) }
        return data
    }

    /// Whether an unterminated line is nevertheless complete; a cut object or array never is.
    static func isWholeValue(_ line: Data) -> Bool {
        (try? JSONSerialization.jsonObject(with: line)) != nil
    }

    private static func forEachLine(of data: Data, _ body: (Data, Int, Bool) throws -> Void) rethrows {
        var start = data.startIndex
        var number = 1
        while start < data.endIndex {
            let end = data[start...].firstIndex(of: UInt8(ascii: "\n"))
            try body(data[start..<(end ?? data.endIndex)], number, end != nil)
            start = end.map { $0 + 1 } ?? data.endIndex
            number += 1
        }
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
