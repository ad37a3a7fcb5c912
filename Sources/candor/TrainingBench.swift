import ArgumentParser
import Foundation
import LanguageModels
import Provenance
import Training

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
        let trainer = try Trainer(model, adapter, .init(schedule: schedule, seed: 1))
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
