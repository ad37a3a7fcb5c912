import ArgumentParser
import Foundation
import LanguageModels
import Torch

/// How time and memory grow with the work: no faster than the arithmetic, and memory not with the number of rows.
struct GrowthBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growth", abstract: "Measure how time and memory grow with rows, prompts and context.",
        discussion: """
            An exponent is log(growth of the time) / log(growth of the arithmetic): 1 or less where nothing grows faster than \
            what must be computed.
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: "Tokens of a short row or prompt; long ones have 4 times as many.") var tokens = 256
    @Option(help: "Sequences at once when sampling.") var batch = 16

    @Option(help: "What grows: rows, prompts or context; all of them when left out.") var kind: Kind?

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case rows, prompts, context
    }

    func run() throws {
        let model = try options.load()
        for kind in kind.map({ [$0] }) ?? Kind.allCases {
            switch kind {
            case .rows:
                try measure(kind, model, training(model, rows: 8), training(model, rows: 80))
            case .prompts:
                try measure(kind, model, sampling(model, prompts: batch), sampling(model, prompts: 10 * batch))
            case .context:
                try measure(kind, model, training(model, rows: 4), training(model, rows: 4, tokens: 4 * tokens))
            }
        }
    }

    /// Work of one size: what it takes and what it must compute.
    private struct Work {
        let seconds: Double
        let floatingPointOperations: Double
        let peakMemory: Double?
    }

    private func measure(
        _ kind: Kind, _ model: LanguageModel, _ small: @autoclosure () throws -> Work,
        _ large: @autoclosure () throws -> Work
    ) throws {
        let (small, large) = (try small(), try large())
        let time = large.seconds / small.seconds
        let arithmetic = large.floatingPointOperations / small.floatingPointOperations
        var details = ["time, small, s": small.seconds, "time grows": time, "arithmetic grows": arithmetic]
        details["peak memory, small, GB"] = small.peakMemory
        details["peak memory, large, GB"] = large.peakMemory
        try Benchmark(
            "growth-\(kind)", on: model.device, settings: options.settings, rate: log(time) / log(arithmetic),
            unit: "exponent", details: details
        ).print(asJSON: options.json)
    }

    private func training(_ model: LanguageModel, rows: Int, tokens: Int? = nil) throws -> Work {
        let tokens = tokens ?? self.tokens
        let workload = try TrainingWorkload(
            model,
            TrainingRows.uniform(rows: rows, tokens: tokens).rows(vocabulary: model.configuration.vocabularySize),
            limits: .init(rows: 4))
        let result = try workload.best(of: options.repeats)
        let products = TrainingWorkload.floatingPointOperations(model.configuration) * Double(rows * tokens)
        // The backward pass takes two and a half times as much.
        let attention = 3.5 * attentionOperations(model, rows: rows, tokens: tokens)
        return Work(
            seconds: result.seconds, floatingPointOperations: products + attention,
            peakMemory: result.details["peak memory, GB"])
    }

    private func sampling(_ model: LanguageModel, prompts: Int) throws -> Work {
        let vocabulary = model.configuration.vocabularySize
        let workload = try SamplingWorkload(
            model: model,
            prompts: BenchPrompts.random(prompts: prompts, tokens: tokens).prompts(vocabulary: vocabulary),
            newTokens: 32, topP: 1, batch: batch)
        let result = try workload.best(of: options.repeats)
        return Work(seconds: result.seconds, floatingPointOperations: Double(prompts), peakMemory: result.peakMemory)
    }

    /// Of causal attention, forward: two products over half of the pairs of tokens.
    private func attentionOperations(_ model: LanguageModel, rows: Int, tokens: Int) -> Double {
        let c = model.configuration
        return 2 * Double(c.layerCount * c.headCount * c.headSize * rows) * Double(tokens) * Double(tokens)
    }
}
