import ArgumentParser
import Foundation
import Generation
import LanguageModels
import Provenance

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
