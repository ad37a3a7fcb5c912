import Foundation

/// Reads a file line by line, in memory that depends on the longest line and not on the file.
///
/// A gzip file, known by its content and not by its name, is read decompressed, all of its members.
package final class LineReader {
    /// The length of a line, in bytes, beyond which a file is taken not to be made of lines.
    package static let defaultMaximumLineLength = 64 << 20

    /// One line, without its line feed.
    package struct Line: Sendable, Hashable {
        /// From 1.
        package let number: Int
        package let bytes: Data
        /// Whether a line feed ends it; only the last line of a file may lack one, as a half-written one does.
        package let isTerminated: Bool
    }

    /// What errors call the file.
    package let path: String
    private let maximumLineLength: Int
    /// The file, unless the bytes were given.
    private let content: FileContent?
    /// What has been read and does not belong to a line yet.
    private var rest: Data
    private var lineNumber = 0

    /// Opens a file.
    package init(
        _ url: URL, maximumLineLength: Int = LineReader.defaultMaximumLineLength
    ) throws(FileError) {
        path = url.path
        self.maximumLineLength = maximumLineLength
        content = try FileContent(of: url)
        rest = Data()
    }

    /// Reads bytes that are in memory already.
    package init(_ bytes: Data, path: String, maximumLineLength: Int = LineReader.defaultMaximumLineLength) {
        self.path = path
        self.maximumLineLength = maximumLineLength
        content = nil
        rest = bytes
    }

    /// The next line; nil at the end of the file.
    ///
    /// - Throws: `FileError` for a file that cannot be read, damaged or truncated gzip data, and a line longer than the
    ///   limit, with its number. The reader is of no use after that.
    package func next() throws(FileError) -> Line? {
        var line = Data()
        repeat {
            let length = rest.offset(of: UInt8(ascii: "\n"))
            let piece = rest.prefix(length ?? rest.count)
            guard line.count + piece.count <= maximumLineLength else {
                throw Self.tooLong(path: path, line: lineNumber + 1, maximumLineLength)
            }
            line.append(piece)
            rest = rest.dropFirst(piece.count)
            if length != nil {
                rest = rest.dropFirst()
                return numbered(line, isTerminated: true)
            }
        } while try readMore()
        return line.isEmpty ? nil : numbered(line, isTerminated: false)
    }

    private func readMore() throws(FileError) -> Bool {
        guard let chunk = try content?.next() else { return false }
        rest = chunk
        return true
    }

    private func numbered(_ bytes: Data, isTerminated: Bool) -> Line {
        lineNumber += 1
        return Line(number: lineNumber, bytes: bytes, isTerminated: isTerminated)
    }

    static func tooLong(path: String, line: Int, _ maximumLineLength: Int) -> FileError {
        FileError(
            path: path, line: line,
            cause: "the line is longer than \(maximumLineLength) bytes, the most that is read",
            remedy: "Check that this is a text file with one record a line, and shorten or remove that line.")
    }
}

extension Data {
    /// How many bytes come before the first `byte`; nil if there is none.
    fileprivate func offset(of byte: UInt8) -> Int? {
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, let found = memchr(start, Int32(byte), bytes.count) else { return nil }
            return UnsafeRawPointer(found) - start
        }
    }
}
