import Foundation

/// A file that could not be read or written: which, why, and what to do about it.
package struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    package let path: String
    /// The line that is at fault, from 1, where there is one.
    package let line: Int?
    package let cause: String
    package let remedy: String

    package init(path: String, line: Int? = nil, cause: String, remedy: String) {
        self.path = path
        self.line = line
        self.cause = cause
        self.remedy = remedy
    }

    /// The error of a failed system call.
    ///
    /// - Parameter action: what was being done, as in "write".
    init(path: String, action: String, errno code: Int32) {
        self.init(
            path: path, cause: "cannot \(action): \(String(cString: strerror(code)))", remedy: Self.remedy(for: code))
    }

    package var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(cause). \(remedy)" }

    private static func remedy(for code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: "Free some space on that disk, then run the same command again; nothing was overwritten."
        case EACCES, EPERM: "Give yourself permission to that file and its folder, or choose another place."
        case EROFS: "That file system is read-only: choose another place."
        case ENOENT, ENOTDIR: "Check the path; each folder in it must exist."
        case EISDIR: "That is a folder: name a file."
        case EMFILE, ENFILE: "Too many files are open: raise the limit with 'ulimit -n 4096'."
        case EFBIG:
            "The file is larger than the file system or 'ulimit -f' allows: raise the limit or choose another disk, "
                + "then run the same command again; nothing was overwritten."
        default: "Check the disk and the path, then run the same command again."
        }
    }
}
