import ArgumentParser
import Foundation
import LanguageModels
import Torch
import Training

/// LoRA training: tokens a second, padding not counted.
struct TrainingBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "training", abstract: "Measure LoRA training on all linear layers.")

    @OptionGroup var options: BenchOptions
    @Option(
        help:
            "Rows × random tokens (4x2048), rows of mixed length (mixed:64), or a JSONL file of {\"ids\", \"supervised\"}."
    )
    var rows = TrainingRows.uniform(rows: 4, tokens: 256)
    @Option(help: "Rows in one step, at most.") var rowsPerStep = Int.max
    @Option(help: "Tokens in one step, at most.") var tokensPerStep = Int.max
    @Option(help: "The rank of the adapter.") var rank = 16
    @Option(help: "Use the first so many rows only.") var limit: Int?

    func run() throws {
        let group = try options.group()
        defer { group?.leave() }
        let model = try options.load()
        let ceilings = try DeviceCeilings(of: model.device, dtype: model.dtype)
        let all = try rows.rows(vocabulary: model.configuration.vocabularySize)
        let workload = try TrainingWorkload(
            model, Array(all.prefix(limit ?? all.count)), rank: rank,
            limits: .init(tokens: tokensPerStep, rows: rowsPerStep), group.map(DataParallelism.init))
        let result = try workload.best(of: options.repeats)
        guard group?.isFirst != false else { return }
        let work = TrainingWorkload.floatingPointOperations(model.configuration)
        var details = result.details
        details["TFLOP/s at 4N"] = result.rate * work / 1e12
        var settings = [
            "rows": workload.description, "rank": "\(rank)", "steps": "\(workload.plan.steps.count)",
        ]
        settings["processes"] = group.map { "\($0.size)" }
        try Benchmark(
            "training", on: model.device, settings: options.settings.merging(settings) { $1 }, rate: result.rate,
            unit: "tokens/s",
            bound: (
                Double(group?.size ?? 1) * ceilings.arithmetic / work,
                String(format: "4N FLOP a token at the measured %.2f TFLOP/s", ceilings.arithmetic / 1e12)
            ), details: details
        ).print(asJSON: options.json)
    }
}

/// The steps of one epoch over given rows, measured.
struct TrainingWorkload {
    let model: LanguageModel
    let rows: [TrainingRow]
    let plan: BatchPlan
    private let trainer: Trainer

    init(
        _ model: LanguageModel, _ rows: [TrainingRow], rank: Int = 16, limits: BatchPlan.Limits,
        _ parallelism: DataParallelism? = nil
    ) throws {
        self.model = model
        self.rows = rows
        plan = BatchPlan(lengths: rows.map(\.tokens.count), epochs: 1, limits: limits, seed: 1)
        let adapter = try LowRankAdapter(for: model, AdapterConfiguration(rank: rank, alpha: Double(2 * rank)), seed: 1)
        let schedule = LearningRateSchedule(peak: 1e-4, shape: .constant, warmupFraction: 0, totalSteps: 1)
        trainer = try Trainer(model, adapter, .init(schedule: schedule, seed: 1), parallelism)
    }

    /// What a pass over all rows came to.
    struct Result {
        /// Tokens a second.
        let rate: Double
        let seconds: Double
        let details: [String: Double]
    }

    /// The fastest of some passes over the rows, after one step that is not counted.
    func best(of passes: Int) throws -> Result {
        let device = model.device
        _ = try trainer.step(plan.steps[0].map { rows[$0] })
        try PeakMemory.forget(device)
        var fastest = Double.infinity
        for _ in 0..<passes {
            fastest = min(
                fastest,
                try device.seconds { for step in plan.steps { try trainer.step(step.map { rows[$0] }) } })
        }
        let tokens = rows.reduce(0) { $0 + $1.tokens.count }
        var details = ["first loss": trainer.log[0].loss, "last loss": trainer.log[trainer.log.count - 1].loss]
        details["peak memory, GB"] = try PeakMemory.gigabytes(device)
        return Result(rate: Double(tokens) / fastest, seconds: fastest, details: details)
    }

    /// Such as `64 of 16–2048 tokens, 38402 in all`.
    var description: String {
        let lengths = rows.map(\.tokens.count)
        let (shortest, longest) = (lengths.min() ?? 0, lengths.max() ?? 0)
        guard shortest < longest else { return "\(rows.count) of \(longest) tokens" }
        return "\(rows.count) of \(shortest)–\(longest) tokens, \(lengths.reduce(0, +)) in all"
    }

    /// For each token: the product and the gradient of its input, of which frozen weights need no third.
    static func floatingPointOperations(_ configuration: DecoderConfiguration) -> Double {
        4 * Double(configuration.multipliedParameterCount)
    }
}
