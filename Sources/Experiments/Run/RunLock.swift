import Foundation
import Provenance

/// Keeps a second process out of a run's folder for as long as it lives.
///
/// The lock is the kernel's (`flock`), so a killed process leaves none behind; the file says whose it is.
final class RunLock: Sendable {
    static let file = "run.lock"
    private let descriptor: Int32

    init(_ directory: RunDirectory) throws {
        let path = directory.file(Self.file).path(percentEncoded: false)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw FileError(
                path: path, cause: "cannot open: \(String(cString: strerror(errno)))",
                remedy: "Name a folder that you may write to with --out.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            defer { close(descriptor) }
            throw RunInUse(folder: directory.url.path(percentEncoded: false), owner: Self.recordedOwner(path))
        }
        let since = Date.now.formatted(.iso8601)
        let owner = "process \(getpid()) on \(ProcessInfo.processInfo.hostName), since \(since)\n"
        ftruncate(descriptor, 0)
        _ = owner.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    deinit { close(descriptor) }

    /// Who holds the lock of a folder, if anyone does; writes nothing.
    static func owner(of directory: RunDirectory) -> String? {
        let path = directory.file(file).path(percentEncoded: false)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) == 0 ? nil : recordedOwner(path)
    }

    private static func recordedOwner(_ path: String) -> String {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first.map(String.init) ?? "another process"
    }
}

/// A run that another process is busy with.
package struct RunInUse: Error, Sendable, CustomStringConvertible {
    package let folder: String
    package let owner: String

    package var description: String {
        "\(folder) is in use by \(owner): wait for it, stop it, or name another folder with --out"
    }
}
