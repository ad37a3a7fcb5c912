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

    /// Writes records as JSON Lines, whole or not at all.
    func write(_ records: some Sequence<some Encodable>, to name: String) throws {
        var data = Data()
        for record in records {
            data.append(try CanonicalJSON.data(record))
            data.append(UInt8(ascii: "\n"))
        }
        try AtomicFile.write(data, to: file(name))
    }

    /// The records of a JSON Lines artifact.
    package func read<Record: Decodable>(_ type: Record.Type = Record.self, from name: String) throws -> [Record] {
        try JSONLines.read(type, from: file(name)).records
    }

    /// The digest of an artifact; for a folder, of its files' names and digests. Nil when it is not there.
    func digest(of name: String) throws -> SHA256Digest? {
        let place = file(name)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place.path(percentEncoded: false), isDirectory: &isFolder) else {
            return nil
        }
        guard isFolder.boolValue else { return try SHA256Digest(ofFile: place) }
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path(percentEncoded: false)).sorted()
        let lines = try names.map { "\($0) \(try SHA256Digest(ofFile: place.appending(path: $0)).hex)" }
        return SHA256Digest(ofUTF8: lines.joined(separator: "\n"))
    }
}
