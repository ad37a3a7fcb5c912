import CZlib
import Foundation
import Organisms
import Testing

/// A folder of prompt files that is removed with the test's last reference to it.
final class PromptFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "prompts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file, gzipped if its name says so, and reads it as a source.
    func load(
        _ text: String, as name: String, layout: PromptLayout = .table, fields: PromptFields = PromptFields(),
        step: Int? = nil, questions: ScenarioRow.Questions? = nil
    ) throws -> PromptCollection {
        try write(Data(text.utf8), as: name)
        var source = PromptSource(PromptSource.Location(name), layout: layout, fields: fields, step: step)
        source.questions = questions ?? source.questions
        return try source.resolved(relativeTo: url).load()
    }

    func write(_ data: Data, as name: String) throws {
        let file = url.appending(path: name)
        try name.hasSuffix(".gz") ? gzip([data], to: file) : data.write(to: file)
    }
}

func gzip(_ pieces: [Data], to file: URL) throws {
    let output = try #require(gzopen(file.path, "w1"))
    for piece in pieces {
        let written = piece.withUnsafeBytes { gzwrite(output, $0.baseAddress, UInt32($0.count)) }
        try #require(Int(written) == piece.count)
    }
    try #require(gzclose(output) == Z_OK)
}

extension Trigger {
    func apply(to text: String) -> String { apply(to: Prompt(id: "p", text: text, source: "test")) }
}
