import Foundation
import Provenance

/// A folder that is removed with the test's last reference to it.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "experiments-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}

/// What every file in `folder` holds, by its path there; the lock, which names a process, left out.
func contents(of folder: URL) throws -> [String: SHA256Digest] {
    var contents: [String: SHA256Digest] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path != RunLockFile.name {
        let file = folder.appending(path: path)
        guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile ?? false else { continue }
        contents[path] = try SHA256Digest(ofFile: file)
    }
    return contents
}

private enum RunLockFile {
    static let name = "run.lock"
}
