import Foundation
import Synchronization

/// Appends records to a JSON Lines file, one canonical JSON value a line; several tasks may share it.
///
/// Every record is handed to the operating system at once, so a killed process loses none, and synced to the disk after
/// each `recordsPerSync` records, so a machine that stops loses no more than those.
package final class JSONLinesWriter<Record: Encodable>: Sendable {
    /// The half-written last line that an earlier writer left and this one removed.
    package let droppedTail: DroppedTail?
    private let recordsPerSync: Int
    private let file: FileDescriptor
    private let state: Mutex<State>

    private struct State {
        var length: Int
        var unsyncedRecords = 0
    }

    /// Opens a file to append to, creating it if it does not exist, and drops its last line if that is half-written.
    package init(appendingTo url: URL, recordsPerSync: Int = 64) throws(FileError) {
        self.recordsPerSync = recordsPerSync
        file = try FileDescriptor(url, O_WRONLY | O_CREAT, action: "open")
        try FileDescriptor.syncFolder(of: url)
        let (lines, start, tail) = try Self.ending(of: url)
        let keepsTail = tail.isEmpty || JSONLines.isWholeValue(tail)
        droppedTail = keepsTail ? nil : DroppedTail(line: lines + 1, byteCount: tail.count)

        var length = keepsTail ? start + tail.count : start
        try file.truncate(to: length)
        if keepsTail, !tail.isEmpty {
            try file.write(Data("\n".utf8))
            length += 1
        }
        state = Mutex(State(length: length))
    }

    /// - Returns: the bytes of the file that hold the record, its line feed included.
    @discardableResult
    package func append(_ record: Record) throws -> Range<Int> {
        try append(contentsOf: CollectionOfOne(record))
    }

    /// Appends all of the records or, if one cannot be encoded or written, none.
    ///
    /// - Returns: the bytes of the file that hold them.
    @discardableResult
    package func append(contentsOf records: some Sequence<Record>) throws -> Range<Int> {
        var lines = Data()
        var count = 0
        for record in records {
            lines.append(try CanonicalJSON.data(record))
            lines.append(UInt8(ascii: "\n"))
            count += 1
        }
        return try state.withLock { state in
            let start = state.length
            do {
                try file.write(lines)
            } catch {
                try file.truncate(to: state.length)
                throw error
            }
            state.length += lines.count
            state.unsyncedRecords += count
            if state.unsyncedRecords >= recordsPerSync { try syncLocked(&state) }
            return start..<state.length
        }
    }

    /// Returns once everything appended so far is on the disk.
    package func sync() throws(FileError) {
        try state.withLock { state throws(FileError) in try syncLocked(&state) }
    }

    /// How many lines end with a line feed, where the last of them ends, and what stands after it.
    private static func ending(of url: URL) throws(FileError) -> (lines: Int, end: Int, rest: Data) {
        let file = try FileDescriptor(reading: url)
        var (lines, end, rest) = (0, 0, Data())
        while let chunk = try file.read(upTo: 1 << 18) {
            if let last = chunk.lastIndex(of: UInt8(ascii: "\n")) {
                lines += chunk.count { $0 == UInt8(ascii: "\n") }
                end += rest.count + last + 1 - chunk.startIndex
                rest = Data(chunk[(last + 1)...])
            } else {
                rest.append(chunk)
            }
            guard rest.count <= LineReader.defaultMaximumLineLength else {
                throw LineReader.tooLong(path: url.path, line: lines + 1, LineReader.defaultMaximumLineLength)
            }
        }
        return (lines, end, rest)
    }

    private func syncLocked(_ state: inout State) throws(FileError) {
        guard state.unsyncedRecords > 0 else { return }
        try file.sync()
        state.unsyncedRecords = 0
    }
}
