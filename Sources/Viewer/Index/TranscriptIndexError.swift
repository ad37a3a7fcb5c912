import GRDB

/// Why the index of a run's transcripts cannot answer, with the way out.
package enum TranscriptIndexError: Error, Sendable, Equatable, CustomStringConvertible {
    case damaged(path: String)
    case unusable(path: String, cause: String)
    /// The run's file is not what was read; the next update reads it again.
    case changed(file: String)
    /// The line is there, and holds no whole record.
    case unreadable(file: String, offset: Int, cause: String)

    init(_ error: DatabaseError, path: String) {
        let cause = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        self = error.isDamage ? .damaged(path: path) : .unusable(path: path, cause: cause)
    }

    package var description: String {
        switch self {
        case .damaged(let path): "\(path): the index is damaged; it is made anew, so load the page again in a moment"
        case .unusable(let path, let cause):
            "\(path): the index of the transcripts cannot be used: \(cause). Check the disk and the permissions, or name another "
                + "folder in the environment variable CANDOR_CACHE"
        case .changed(let file): "\(file) has changed; it is read again, so load the page again in a moment"
        case .unreadable(let file, let offset, let cause):
            "\(file): the line at byte \(offset) holds no whole record (\(cause)); run the experiment again to replace it"
        }
    }
}
