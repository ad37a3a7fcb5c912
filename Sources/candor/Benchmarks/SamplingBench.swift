import ArgumentParser
import LanguageModels
import Torch

/// Sampling of many prompts at once: new tokens a second, prefill included.
struct SamplingBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sampling", abstract: "Measure sampling of many prompts, each to its full length.")

    @OptionGroup var options: BenchOptions
    @Option(help: "Prompts × random tokens (100x128), or a JSONL file of {\"ids\"}.")
    var prompts = BenchPrompts.random(prompts: 100, tokens: 128)
    @Option(help: "New tokens for each prompt, at least 2.") var newTokens = 128
    @Option(help: "Sequences at once.") var batch = 100
    @Option(help: "The likeliest tokens with this probability are sampled from.") var topP = 1.0

    func run() throws {
        let group = try options.group()
        defer { group?.leave() }
        let model = try options.load()
        let ceilings = try DeviceCeilings(of: model.device, dtype: model.dtype)
        let all = try prompts.prompts(vocabulary: model.configuration.vocabularySize)
        // All are continued to one length: the processes end together when each has as many.
        let own = all.indices.filter { $0 % (group?.size ?? 1) == group?.rank ?? 0 }.map { all[$0] }
        let workload = SamplingWorkload(
            model: model, prompts: own, newTokens: newTokens, topP: topP, batch: batch, group: group)
        let result = try workload.best(of: options.repeats)
        guard group?.isFirst != false else { return }
        let count = Double(all.count * newTokens)
        let least = workload.bound(ceilings)
        var details = [
            "prefill, s": result.prefillSeconds,
            "ms a step, prefill left out": (result.seconds - result.prefillSeconds) * 1e3 / Double(workload.steps),
            "ms a step at best": least.step * 1e3,
        ]
        details["peak memory, GB"] = result.peakMemory
        var settings = [
            "prompts": "\(all.count) of \(all.reduce(0) { $0 + $1.count }) tokens in all",
            "new tokens": "\(newTokens)", "batch": "\(batch)", "temperature": "0.7", "top-p": "\(topP)",
        ]
        settings["processes"] = group.map { "\($0.size)" }
        settings["memory"] = result.memoryPlan.description
        try Benchmark(
            "sampling", on: model.device, settings: options.settings.merging(settings) { $1 },
            rate: count / result.seconds, unit: "tokens/s",
            bound: (
                count / (least.prefill + Double(workload.steps) * least.step),
                "2N FLOP a token, or the bytes of each step where those take longer"
            ), details: details
        ).print(asJSON: options.json)
    }
}

/// Decoding of a single sequence, which is bounded by how fast the weights can be read.
struct DecodeBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Measure decoding of one sequence beside the memory's bandwidth.")

    @OptionGroup var options: BenchOptions
    @Option(help: "Tokens of the prompt.") var promptTokens = 128
    @Option(help: "New tokens, at least 2.") var newTokens = 128

    func run() throws {
        let model = try options.load()
        let ceilings = try DeviceCeilings(of: model.device, dtype: model.dtype)
        let prompts = BenchPrompts.random(prompts: 1, tokens: promptTokens)
        let workload = try SamplingWorkload(
            model: model, prompts: prompts.prompts(vocabulary: model.configuration.vocabularySize),
            newTokens: newTokens, topP: 1, batch: 1)
        let result = try workload.best(of: options.repeats)
        let step = (result.seconds - result.prefillSeconds) / Double(workload.steps)
        var details = ["prefill, s": result.prefillSeconds, "GB/s read": workload.bytesPerStep / step / 1e9]
        details["peak memory, GB"] = result.peakMemory
        let settings = ["prompt tokens": "\(promptTokens)", "new tokens": "\(newTokens)", "temperature": "0.7"]
        try Benchmark(
            "decode", on: model.device, settings: options.settings.merging(settings) { $1 }, rate: 1 / step,
            unit: "tokens/s",
            bound: (
                ceilings.bandwidth / workload.bytesPerStep,
                String(format: "the weights and the cache at the measured %.1f GB/s", ceilings.bandwidth / 1e9)
            ), details: details
        ).print(asJSON: options.json)
    }
}
