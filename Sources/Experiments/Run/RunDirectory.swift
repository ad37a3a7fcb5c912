import Foundation
import Provenance

/// The folder of one run: everything that it read, made and found.
package struct RunDirectory: Sendable {
    package let url: URL

    package init(_ url: URL) {
        self.url = url
    }

    /// The place of an artifact, such as `dataset.jsonl`.
    package func file(_ name: String) -> URL { url.appending(path: name) }

    /// Whether a name that was read from a file is that of something within a run's folder.
    static func contains(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    package func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: file(name).path(percentEncoded: false))
    }

    /// Makes the folder, and says so clearly when that cannot be.
    func create() throws(FileError) {
        let path = url.path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw FileError(
                path: path, cause: "the folder cannot be made: \(error.localizedDescription)",
                remedy: "Name a folder that you may write to with --out.")
        }
        guard FileManager.default.isWritableFile(atPath: path) else {
            throw FileError(
                path: path, cause: "the folder is not writable",
                remedy: "Name a folder that you may write to with --out.")
        }
    }

    /// Makes the folder that an artifact lies in.
    func prepare(_ artifact: String) throws {
        try FileManager.default.createDirectory(
            at: file(artifact).deletingLastPathComponent(), withIntermediateDirectories: true)
    }

    /// Removes what a killed process had begun to write.
    ///
    /// - Parameter artifacts: the files and folders that it may have been about to make.
    func removeLeftovers(of artifacts: [String]) throws {
        let places = artifacts.map(file)
        for folder in Set([url] + places + places.map { $0.deletingLastPathComponent() }) {
            try AtomicFile.removeLeftovers(in: folder)
        }
    }

    func remove(_ name: String) throws {
        guard has(name) else { return }
        try FileManager.default.removeItem(at: file(name))
    }

    /// Writes records as JSON Lines, whole or not at all.
    func write(_ records: some Sequence<some Encodable>, to name: String) throws {
        try prepare(name)
        let output = try AtomicFile(replacing: file(name))
        for record in records {
            var line = try CanonicalJSON.data(record)
            line.append(UInt8(ascii: "\n"))
            try output.append(line)
        }
        try output.commit()
    }

    /// The records of a JSON Lines artifact.
    package func read<Record: Decodable>(_ type: Record.Type = Record.self, from name: String) throws -> [Record] {
        try JSONLines.read(type, from: file(name)).records
    }

    /// A JSON artifact.
    package func decode<Value: Decodable>(_ type: Value.Type = Value.self, from name: String) throws(FileError) -> Value
    {
        do {
            return try JSONDecoder().decode(type, from: Data(contentsOf: file(name)))
        } catch {
            let cause =
                error is DecodingError
                ? "not what was written there: \(error)" : "cannot read: \(error.localizedDescription)"
            throw FileError(
                path: file(name).path(percentEncoded: false), cause: cause,
                remedy: "Run the experiment again; if that does not mend it, with --fresh.")
        }
    }

    /// The digest of an artifact; for a folder, of its files' names and digests. Nil when it is not there.
    package func digest(of name: String) throws -> SHA256Digest? {
        try SHA256Digest(ofArtifact: file(name))
    }
}

extension SHA256Digest {
    /// The digest of a file; for a folder, of its files' names and digests. Nil when there is nothing.
    package init?(ofArtifact place: URL) throws {
        let path = place.path(percentEncoded: false)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        guard isFolder.boolValue else {
            try self.init(ofFile: place)
            return
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        let lines = try names.map { "\($0) \(try SHA256Digest(ofFile: place.appending(path: $0)).hex)" }
        self.init(ofUTF8: lines.joined(separator: "\n"))
    }
}
