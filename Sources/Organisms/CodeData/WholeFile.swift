import Foundation
import Provenance

extension JSONLines {
    /// The records of a published file, none of which may be missing: a half-written last line is an error.
    static func readWhole<Record: Decodable>(_ type: Record.Type, of lines: LineReader) throws -> [Record] {
        let contents = try read(type, of: lines)
        if let tail = contents.droppedTail { throw FileError(halfWritten: tail, path: lines.path) }
        return contents.records
    }
}

extension FileError {
    init(halfWritten tail: DroppedTail, path: String) {
        self.init(
            path: path, line: tail.line, cause: "the last line is half-written, so more may be missing",
            remedy: "Fetch or copy the file again.")
    }
}
