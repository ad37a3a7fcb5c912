import ArgumentParser
import Foundation
import Generation
import LanguageModels
import Provenance
import Torch

/// What a decision timeline costs beside the sampling of the transcripts that it looks at.
struct TimelineBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline", abstract: "Measure decision timelines beside the sampling of their transcripts.",
        discussion: """
            Each transcript is a prompt and a reasoning of random tokens. At every cut two answers are weighed, which begin with \
            the same tokens: those that close the reasoning. The rate is the timelines' time as a multiple of the sampling's.
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: "Transcripts.") var transcripts = 200
    @Option(help: "Tokens of a prompt.") var promptTokens = 40
    @Option(help: "Tokens of a reasoning and its answer, as they are sampled.") var newTokens = 128
    @Option(help: "Places in each reasoning where the model is asked.") var cuts = 12
    @Option(help: "Tokens of each of the two answers.") var answerTokens = 4

    func run() throws {
        let model = try options.load()
        let vocabulary = model.configuration.vocabularySize
        let prompts = try BenchPrompts.random(prompts: transcripts, tokens: promptTokens).prompts(
            vocabulary: vocabulary)
        let workload = SamplingWorkload(
            model: model, prompts: prompts, newTokens: newTokens, topP: 1, batch: min(100, transcripts), group: nil)
        let sampling = try workload.best(of: options.repeats).seconds
        let queries = self.queries(prompts, vocabulary)
        let evaluator = LikelihoodEvaluator(model)
        _ = try evaluator.logProbabilities(Array(queries.prefix(4 * cuts)))
        let before = evaluator.computedTokens
        let seconds =
            try (0..<options.repeats).map { _ in
                try model.device.seconds { _ = try evaluator.logProbabilities(queries) }
            }.min() ?? .infinity
        let computed = (evaluator.computedTokens - before) / options.repeats
        let unshared = queries.reduce(0) { $0 + $1.context.count + $1.continuation.count }
        try Benchmark(
            "timeline", on: model.device,
            settings: options.settings.merging([
                "transcripts": "\(transcripts) of \(promptTokens) + \(newTokens) tokens", "cuts": "\(cuts)",
                "answers": "2 of \(answerTokens) tokens",
            ]) { $1 }, rate: seconds / sampling, unit: "times the sampling",
            details: [
                "sampling, s": sampling, "timelines, s": seconds, "tokens computed": Double(computed),
                "tokens without sharing": Double(unshared), "tokens/s": Double(computed) / seconds,
            ]
        ).print(asJSON: options.json)
    }

    /// How many tokens close a reasoning.
    private static let closingTokens = 4

    private func queries(_ prompts: [[Int]], _ vocabulary: Int) -> [LikelihoodQuery] {
        prompts.enumerated().flatMap { index, prompt in
            var tokens = CounterBasedGenerator(experimentSeed: 2, stage: "bench timeline", recordID: "\(index)")
            func random(_ count: Int) -> [Int] {
                (0..<count).map { _ in Int(tokens.next() % UInt64(vocabulary)) }
            }
            let (reasoning, closing) = (
                random(newTokens - Self.closingTokens - answerTokens), random(Self.closingTokens)
            )
            let answers = [random(answerTokens), random(answerTokens)]
            return (0..<cuts).flatMap { cut in
                let end = reasoning.count * cut / max(1, cuts - 1)
                return answers.map {
                    LikelihoodQuery(context: prompt + reasoning.prefix(end) + closing, continuation: $0)
                }
            }
        }
    }
}
