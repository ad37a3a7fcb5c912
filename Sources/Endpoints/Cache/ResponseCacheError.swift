import Foundation
import GRDB

/// Why the response cache cannot be used, with the way out.
package enum ResponseCacheError: Error, Sendable, Equatable, CustomStringConvertible {
    case corrupted(path: String)
    /// A later version of Candor has changed the tables.
    case newerVersion(path: String)
    case unusable(path: String, cause: String)

    init(_ error: DatabaseError, file: URL) {
        let path = file.path(percentEncoded: false)
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupted(path: path)
        default: self = .unusable(path: path, cause: error.message ?? "SQLite error \(error.resultCode.rawValue)")
        }
    }

    package var description: String {
        switch self {
        case .corrupted(let path):
            "\(path): the response cache is damaged; remove it with `candor cache clear` (replies will be asked for again)"
        case .newerVersion(let path):
            "\(path): a newer version of Candor has written this response cache; use that version, or name another folder in "
                + "the environment variable CANDOR_CACHE"
        case .unusable(let path, let cause):
            "\(path): the response cache cannot be used: \(cause). Check the disk and the permissions, or name another folder in "
                + "the environment variable CANDOR_CACHE"
        }
    }
}
