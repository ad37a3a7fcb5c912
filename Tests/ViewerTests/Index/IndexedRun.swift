import Evaluation
import Experiments
import Foundation
import Provenance
import Testing

@testable import Viewer

/// A made-up run in a folder of its own, and its index in another; both go with the last reference to it.
final class IndexedRun: Sendable {
    let synthetic: SyntheticRun
    let run: RunDirectory
    let cache: URL
    private let folder = FileManager.default.temporaryDirectory.appending(path: "index-\(UUID().uuidString)")

    init(_ synthetic: SyntheticRun = SyntheticRun(), written: Bool = true) throws {
        self.synthetic = synthetic
        run = RunDirectory(folder.appending(path: "run"))
        cache = folder.appending(path: "cache")
        if written { try synthetic.write(to: run.url) } else { try synthetic.writeManifest(to: run) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func open() throws -> TranscriptIndex { try TranscriptIndex(of: run, in: cache) }

    func updated() async throws -> TranscriptIndex {
        let index = try open()
        try await index.update()
        return index
    }

    func records(of condition: String) -> [SampleRecord] { synthetic.places(of: condition).map(synthetic.record) }

    var records: [SampleRecord] { synthetic.conditions.flatMap(records) }

    func write(_ lines: [String], to name: String) throws {
        try AtomicFile.write(lines.map { $0 + "\n" }.joined(), to: run.file(name))
    }

    /// As a stage appends to its ledger: to the file that is there.
    func append(_ text: String, to name: String) throws {
        let file = try FileHandle(forWritingTo: run.file(name))
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
    }

    func lines(of name: String) throws -> [String] {
        try String(contentsOf: run.file(name), encoding: .utf8).split(separator: "\n").map(String.init)
    }
}

func line(_ value: some Encodable) throws -> String { try CanonicalJSON.string(value) }

/// The first line of a ledger.
let ledgerHeader = #"{"stage":"\#(SHA256Digest(ofUTF8: "stage").hex)"}"#
