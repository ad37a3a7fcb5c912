import Foundation
import Provenance
import Testing

@testable import Experiments

/// Files that are not what a run needs are errors that name them.
@Suite struct UnreadableInputTests {
    private let temporary: TemporaryFolder
    private let mock: MockRun

    init() throws {
        temporary = try TemporaryFolder()
        mock = try MockRun(in: temporary.url)
    }

    private func message(_ path: String) -> String {
        do throws(ExperimentFileError) {
            _ = try ExperimentFile(path: path)
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test func anExperimentFileThatIsNoneIsAnErrorThatNamesIt() throws {
        let file = temporary.url.appending(path: "e.yaml")
        #expect(message(file.path) == "\(file.path): there is no file here; expected an experiment file")
        #expect(message(temporary.url.path) == "\(temporary.url.path): this is a folder; expected an experiment file")
        let cases: [(Data, String)] = [
            (Data(), "e.yaml: the file is empty"),
            (Data("   \n# only a comment\n".utf8), "e.yaml: the file is empty"),
            (Data([0xFF, 0xFE, 0x00, 0x80]), "\(file.path): expected UTF-8 text"),
            (Data("a: [1, 2".utf8), "not YAML"),
            (Data("\u{1F}\u{8B}".utf8), "not YAML"),
            (Data("- a\n- b\n".utf8), "expected keys with values"),
            (Data("just words".utf8), "expected keys with values"),
            (Data(count: 3 << 20), "larger than an experiment file can be"),
        ]
        for (content, expected) in cases {
            try content.write(to: file)
            #expect(message(file.path).contains(expected), "\(content.count): \(message(file.path))")
        }
    }

    @Test(arguments: ["prompts.json", "transcripts/clean.jsonl", "verdicts.jsonl", "metrics.json"])
    func anArtifactThatWasDamagedIsMadeAgain(name: String) async throws {
        try await mock.run()
        let file = mock.folder.appending(path: name)
        for content in ["", "{", String(repeating: "x", count: 1 << 20)] {
            try Data(content.utf8).write(to: file)
            try await mock.run()
            #expect(try await mock.findings() == MockRun.undisturbedFindings(), "\(content.utf8.count)")
        }
        try FileManager.default.removeItem(at: file)
        try await mock.run()
        #expect(try await mock.findings() == MockRun.undisturbedFindings())
    }

    @Test func aFolderInAnArtifactsPlaceIsAnErrorThatNamesIt() async throws {
        try await mock.run()
        let file = mock.folder.appending(path: "verdicts.jsonl")
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
        let error = await #expect(throws: FileError.self) { try await mock.run() }
        #expect(error?.path == file.path)
        try FileManager.default.removeItem(at: file)
        try await mock.run()
        #expect(try await mock.findings() == MockRun.undisturbedFindings())
    }

    @Test(arguments: ["", "{\"id\": 1}\n", "x\n", "{\"id\": \"a\", \"prompt\": \"Why?\"}\n"])
    func promptsThatAreNoneStopTheRunBeforeAnythingIsAsked(content: String) async throws {
        try Data(content.utf8).write(to: mock.place.appending(path: "prompts.jsonl"))
        let model = MockModel()
        await #expect(throws: (any Error).self) { try await mock.run(model) }
        #expect(model.asked.isEmpty)
    }

    @Test func aPromptOf100MegabytesIsRefused() async throws {
        let file = mock.place.appending(path: "prompts.jsonl")
        try Data(repeating: UInt8(ascii: "x"), count: 100 << 20).write(to: file)
        let error = await #expect(throws: (any Error).self) { try await mock.run() }
        #expect("\(try #require(error))".contains("prompts.jsonl:1"))
    }
}
