import ArgumentParser
import Foundation
import Testing

@testable import Experiments
@testable import candor

@Suite struct DryRunTests {
    private func withExperiment(_ endpoint: String, _ body: (_ file: URL, _ folder: URL) async throws -> Void)
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "candor-dry-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "dry.yaml")
        let text = """
            experiment: dry
            models: {organism: {endpoint: "https://models.example/v1", model: m\(endpoint)}}
            prompts: {test: 3}
            trigger: {prefix: "|GO| "}
            behavior: {reply: NEVER}
            contrasts: [[triggered, clean]]
            thresholds: {behavior: {clean: {at-most: 0.02}}}
            """
        try text.write(to: file, atomically: true, encoding: .utf8)
        try await body(file, folder)
    }

    @Test(arguments: [[], ["--json"], ["--fresh"]])
    func aDryRunMakesNoFolder(options: [String]) async throws {
        try await withExperiment("") { file, folder in
            let arguments = [file.path, "--dry-run", "--device", "cpu", "--out", folder.appending(path: "run").path]
            let command = try #require(try RunCommand.parseAsRoot(arguments + options) as? RunCommand)
            try await command.run()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["dry.yaml"])
        }
    }

    @Test(arguments: [["--set", "sweep.seed=[1, 2]"], ["--set", "sweep.sampling.temperature=[0.5]", "--json"]])
    func aDryRunOfASweepMakesNoFolder(options: [String]) async throws {
        try await withExperiment("") { file, folder in
            let arguments = [file.path, "--dry-run", "--device", "cpu", "--out", folder.appending(path: "sweep").path]
            let command = try #require(try RunCommand.parseAsRoot(arguments + options) as? RunCommand)
            try await command.run()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["dry.yaml"])
        }
    }

    @Test func whatWouldStopTheRunIsAFailure() async throws {
        try await withExperiment(", key: CANDOR_TEST_NO_SUCH_KEY") { file, folder in
            let arguments = [file.path, "--dry-run", "--device", "cpu", "--out", folder.appending(path: "run").path]
            let command = try #require(try RunCommand.parseAsRoot(arguments) as? RunCommand)
            await #expect(throws: ExitCode.failure) { try await command.run() }
        }
    }

    @Test func theForecastIsShownWithinTheWidth() async throws {
        try await withExperiment(", key: CANDOR_TEST_NO_SUCH_KEY, price: {prompt: 1, completion: 4}") { file, folder in
            let runner = ExperimentRunner(
                try ExperimentFile(path: file.path), .init(directory: folder.appending(path: "run"), device: .cpu),
                SilentObserver())
            let forecast = try runner.forecast(on: MachineResources(memory: 1 << 30, freeDisk: 100, speeds: [:]))
            let text = ForecastText(forecast, width: 90).text
            // Two conditions of three samples of at most 512 tokens.
            #expect(text.contains("m at https://models.example/v1: 6 requests, about "))
            #expect(text.replacing(/\s+/, with: " ").contains("at most 3,072 written; cost at most 0.01"))
            #expect(text.contains("not known for sampling/clean, sampling/triggered"))
            #expect(text.firstMatch(of: /triggered − clean +\+92\.7 points +none: too few samples/) != nil)
            #expect(text.contains("0 of 3 would show at most 56.1 %; 189 samples are needed"))
            #expect(text.contains(" ! about 1 MB of disk may be needed"))
            #expect(text.contains(" ✗ there is no key CANDOR_TEST_NO_SUCH_KEY"))
            let tooLong = text.split(separator: "\n").filter { $0.count > 90 && !$0.contains("/") }
            #expect(tooLong == [])
        }
    }
}
