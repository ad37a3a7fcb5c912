import Foundation

@testable import Provenance

/// What Python packages say, read from Fixtures/provenance.json.
struct Facts: Decodable {
    struct Block: Decodable {
        let counter: [UInt32]
        let key: [UInt32]
        let output: [UInt32]
    }

    struct Stream: Decodable {
        let seed: UInt64
        let stage: String
        let record: String
        let sample: Int
        let draws: [UInt64]
        let uniforms: [Double]
    }

    struct Canonical: Decodable {
        let value: CanonicalRecord
        let text: String
    }

    let blocks: [Block]
    let streams: [Stream]
    let canonical: Canonical

    static func load() throws -> Facts {
        try JSONDecoder().decode(Facts.self, from: Data(contentsOf: Fixtures.url("provenance.json")))
    }
}

enum Fixtures {
    static func url(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    }
}

/// A folder that is removed with the test's last reference to it.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "provenance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}
