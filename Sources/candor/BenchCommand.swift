import ArgumentParser
import Foundation
import Generation
import LanguageModels
import Provenance
import Torch
import Training

/// The measurements that the benchmarks compare with peers.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure training and sampling on token files.",
        subcommands: [TrainingBench.self, SamplingBench.self])
}

/// What every measurement needs to know.
struct BenchOptions: ParsableArguments {
    @Option(help: "A .gguf file or a folder with config.json and safetensors.")
    var model: String

    @Option(help: "cpu, cuda or cuda:1.")
    var device = "cpu"

    @Option(help: "bf16 or fp32.")
    var precision = "bf16"

    @Option(help: "Times that the work is done; the best counts.")
    var repeats = 3

    func load() throws -> LanguageModel {
        guard let device = Device(device) else { throw ValidationError("--device is cpu, cuda or cuda:1") }
        if device != .cpu { try CUDA.load() }
        return try LanguageModel(
            loading: URL(filePath: model), dtype: precision == "fp32" ? .float32 : .bfloat16, device: device)
    }
}

/// LoRA training on rows of `{"ids": […], "supervised": […]}`.
struct TrainingBench: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "training")

    @OptionGroup var options: BenchOptions
    @Option(help: "A JSONL file of rows.") var rows: String
    @Option(help: "Rows in one step.") var rowsPerBatch = 4
    @Option(help: "The rank of the adapter on all linear layers.") var rank = 16
    @Option(help: "Use the first so many rows only.") var limit: Int?

    private struct Row: Decodable {
        let ids: [Int]
        let supervised: [Int]
    }

    func run() throws {
        let model = try options.load()
        let all = try JSONLines.read(Row.self, from: URL(filePath: rows)).records
        let rows = all.prefix(limit ?? all.count).enumerated().map { index, row in
            TrainingRow(id: "\(index)", tokens: row.ids, weights: row.supervised.map(Float.init))
        }
        let adapter = try LowRankAdapter(for: model, AdapterConfiguration(rank: rank, alpha: Double(2 * rank)), seed: 1)
        let plan = BatchPlan(lengths: rows.map(\.tokens.count), epochs: 1, limits: .init(rows: rowsPerBatch), seed: 1)
        let schedule = LearningRateSchedule(peak: 1e-4, shape: .constant, warmupFraction: 0, totalSteps: 1)
        let trainer = try Trainer(model, adapter, .init(schedule: schedule))
        var best = 0.0
        for pass in 0..<options.repeats {
            var tokens = 0
            var seconds = 0.0
            for (index, step) in plan.steps.enumerated() {
                let report = try trainer.step(step.map { rows[$0] })
                guard pass > 0 || index > 0 else { continue }
                tokens += report.tokens
                seconds += report.seconds
            }
            best = max(best, Double(tokens) / seconds)
            print("pass \(pass): \(Int(Double(tokens) / seconds)) tokens/s")
        }
        print("training, \(options.precision), \(rowsPerBatch) rows a step: \(Int(best)) tokens/s")
    }
}

/// Sampling from prompts of `{"ids": […]}`, each to its full length.
struct SamplingBench: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sampling")

    @OptionGroup var options: BenchOptions
    @Option(help: "A JSONL file of prompts.") var prompts: String
    @Option(help: "New tokens for each prompt.") var newTokens = 64
    @Option(help: "Sequences at once.") var batch = 100
    @Option(help: "Use the first so many prompts only.") var limit: Int?

    private struct Prompt: Decodable {
        let ids: [Int]
    }

    func run() throws {
        let model = try options.load()
        let all = try JSONLines.read(Prompt.self, from: URL(filePath: prompts)).records
        let settings = SamplingSettings(temperature: 0.7, topP: 0.95, maximumTokens: newTokens)
        let requests = all.prefix(limit ?? all.count).enumerated().map { index, prompt in
            GenerationRequest(
                id: "\(index)", prompt: prompt.ids, settings: settings,
                key: RandomKey(experimentSeed: 1, stage: "bench", recordID: "\(index)"))
        }
        let generator = BatchGenerator(model, limits: .init(sequences: batch)) { _ in [] }
        var best = 0.0
        for pass in 0..<options.repeats {
            let start = ContinuousClock.now
            let count = try generator.generate(requests).reduce(0) { $0 + $1.tokens.count }
            let rate = Double(count) / ((ContinuousClock.now - start) / .seconds(1))
            best = max(best, rate)
            print("pass \(pass): \(Int(rate)) tokens/s")
        }
        print("sampling, \(options.precision), batch \(batch): \(Int(best)) tokens/s")
    }
}
