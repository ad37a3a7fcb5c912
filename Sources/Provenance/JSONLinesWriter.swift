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
        let data = try Self.contents(of: url)
        let start = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? data.startIndex
        let tail = data[start...]
        let keepsTail = tail.isEmpty || JSONLines.isWholeValue(tail)
        let lineNumber = data[..<start].count { $0 == UInt8(ascii: "\n") } + 1
        droppedTail = keepsTail ? nil : DroppedTail(line: lineNumber, byteCount: tail.count)

        var length = keepsTail ? data.count : start
        try file.truncate(to: length)
        if keepsTail, !tail.isEmpty {
            try file.write(Data("\n".utf8))
            length += 1
        }
        state = Mutex(State(length: length))
    }

    package func append(_ record: Record) throws {
        try append(contentsOf: CollectionOfOne(record))
    }

    /// Appends all of the records or, if one cannot be encoded or written, none.
    package func append(contentsOf records: some Sequence<Record>) throws {
        var lines = Data()
        var count = 0
        for record in records {
            lines.append(try CanonicalJSON.data(record))
            lines.append(UInt8(ascii: "\n"))
            count += 1
        }
        try state.withLock { state in
            do {
                try file.write(lines)
            } catch {
                try file.truncate(to: state.length)
                throw error
            }
            state.length += lines.count
            state.unsyncedRecords += count
            if state.unsyncedRecords >= recordsPerSync { try syncLocked(&state) }
        }
    }

    /// Returns once everything appended so far is on the disk.
    package func sync() throws(FileError) {
        try state.withLock { state throws(FileError) in try syncLocked(&state) }
    }

    private static func contents(of url: URL) throws(FileError) -> Data {
        let file = try FileDescriptor(reading: url)
        var data = Data()
        data.reserveCapacity(try file.size)
        while let chunk = try file.read(upTo: 1 << 20) { data.append(chunk) }
        return data
    }

    private func syncLocked(_ state: inout State) throws(FileError) {
        guard state.unsyncedRecords > 0 else { return }
        try file.sync()
        state.unsyncedRecords = 0
    }
}
