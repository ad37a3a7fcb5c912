import Foundation
import Provenance

/// Keeps a second process out of a run's folder for as long as it lives.
///
/// The lock is the kernel's (`flock`), so a killed process leaves none behind; the file says whose it is.
final class RunLock: Sendable {
    static let file = "run.lock"
    private let descriptor: Int32

    /// - Throws: `RunInUse` when another process has the lock.
    init(_ directory: RunDirectory) throws {
        let path = directory.file(Self.file).path(percentEncoded: false)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.error(path, "cannot open") }
        // Someone who looks whether the run is in use holds the lock for an instant.
        var attempts = 5
        while try !Self.take(LOCK_EX, descriptor, path) {
            attempts -= 1
            guard attempts > 0 else {
                throw RunInUse(
                    folder: directory.url.path(percentEncoded: false), owner: Self.name(in: path) ?? "another process")
            }
            usleep(20_000)
        }
        let owner =
            "process \(getpid()) on \(ProcessInfo.processInfo.hostName), since \(Date.now.formatted(.iso8601))\n"
        ftruncate(descriptor, 0)
        _ = owner.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    deinit { close(descriptor) }

    /// Who holds the lock of a folder, if anyone does; changes nothing.
    static func owner(of directory: RunDirectory) -> String? {
        let path = directory.file(file).path(percentEncoded: false)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let isFree = (try? take(LOCK_SH, descriptor, path)) ?? true
        return isFree ? nil : name(in: path) ?? "another process"
    }

    /// Takes the lock, unless another process has it.
    private static func take(_ operation: Int32, _ descriptor: Int32, _ path: String) throws(FileError) -> Bool {
        while flock(descriptor, operation | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            default: throw error(path, "cannot lock")
            }
        }
        return true
    }

    private static func error(_ path: String, _ what: String) -> FileError {
        FileError(
            path: path, cause: "\(what): \(String(cString: strerror(errno)))",
            remedy: "Name a folder that you may write to, on a disk that knows locks, with --out.")
    }

    private static func name(in path: String) -> String? {
        (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n").first.map(String.init)
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
