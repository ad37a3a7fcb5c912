import Foundation

/// A file that appears whole or not at all, even if the machine stops in between.
///
/// Bytes go to a temporary file in the same folder; `commit` syncs it, renames it over the destination and syncs the
/// folder. Without a commit the temporary file is removed and the destination keeps its old content.
package final class AtomicFile {
    private let destination: URL
    private let temporary: URL
    private let file: FileDescriptor
    private var isCommitted = false

    /// Begins a new content for `destination`.
    package init(replacing destination: URL) throws(FileError) {
        self.destination = destination
        let folder = destination.deletingLastPathComponent()
        temporary = folder.appendingPathComponent(Self.temporaryName(for: destination.lastPathComponent))
        guard !destination.hasDirectoryPath else {
            throw FileError(path: destination.path, action: "write", errno: EISDIR)
        }
        do {
            file = try FileDescriptor(temporary, O_WRONLY | O_CREAT | O_EXCL, action: "create")
        } catch {
            throw FileError(path: destination.path, cause: error.cause, remedy: error.remedy)
        }
    }

    deinit {
        if !isCommitted { unlink(temporary.path) }
    }

    /// Removes the temporary files that killed processes left in a folder; nothing must be writing there.
    package static func removeLeftovers(in folder: URL) throws {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] where isTemporary(name) {
            try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
    }

    /// `.report.html.` UUID `.tmp`.
    private static func temporaryName(for name: String) -> String { ".\(name).\(UUID().uuidString).tmp" }

    private static func isTemporary(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 3 && parts[0].isEmpty && parts.last == "tmp"
            && UUID(uuidString: String(parts[parts.count - 2])) != nil
    }

    package static func write(_ data: Data, to url: URL) throws(FileError) {
        let file = try AtomicFile(replacing: url)
        try file.append(data)
        try file.commit()
    }

    package static func write(_ text: String, to url: URL) throws(FileError) {
        try write(Data(text.utf8), to: url)
    }

    /// Copies a file, a megabyte at a time.
    package static func copy(_ source: URL, to url: URL) throws(FileError) {
        let input = try FileDescriptor(reading: source)
        let file = try AtomicFile(replacing: url)
        while let chunk = try input.read(upTo: 1 << 20) { try file.append(chunk) }
        try file.commit()
    }

    package func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        try naming { () throws(FileError) in try file.write(bytes) }
    }

    package func append(_ data: Data) throws(FileError) {
        try naming { () throws(FileError) in try file.write(data) }
    }

    /// Makes what was appended the content of the destination.
    package func commit() throws(FileError) {
        try naming { () throws(FileError) in try file.sync() }
        guard rename(temporary.path, destination.path) == 0 else {
            throw FileError(path: destination.path, action: "replace", errno: errno)
        }
        isCommitted = true
        try FileDescriptor.syncFolder(of: destination)
    }

    /// Runs `body`; its errors name the destination, not the temporary file.
    private func naming(_ body: () throws(FileError) -> Void) throws(FileError) {
        do {
            try body()
        } catch {
            throw FileError(path: destination.path, cause: error.cause, remedy: error.remedy)
        }
    }
}
