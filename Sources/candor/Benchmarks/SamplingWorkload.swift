import ArgumentParser
import Foundation
import Generation
import LanguageModels
import Provenance
import Torch

/// The prompts that sampling is measured on.
enum BenchPrompts: ExpressibleByArgument {
    /// So many prompts of so many random tokens.
    case random(prompts: Int, tokens: Int)
    /// A JSONL file of `{"ids": […]}`.
    case file(String)

    init(argument: String) {
        let parts = argument.split(separator: "x").map { Int($0) }
        if parts.count == 2, let prompts = parts[0], let tokens = parts[1], prompts > 0, tokens > 0 {
            self = .random(prompts: prompts, tokens: tokens)
        } else {
            self = .file(argument)
        }
    }

    func prompts(vocabulary: Int) throws -> [[Int]] {
        switch self {
        case .random(let prompts, let tokens):
            return (0..<prompts).map { RandomTokens.make(tokens, below: vocabulary, seed: 1, id: "prompt \($0)") }
        case .file(let path):
            return try JSONLines.read(Prompt.self, from: URL(filePath: path)).records.map(\.ids)
        }
    }

    private struct Prompt: Decodable {
        let ids: [Int]
    }
}

/// Prompts continued to their full length, measured.
struct SamplingWorkload {
    let model: LanguageModel
    let prompts: [[Int]]
    let newTokens: Int
    let topP: Double
    /// Sequences at once.
    let batch: Int
    /// The processes that each continue prompts of their own at the same time.
    var group: ProcessGroup?

    /// What the work came to.
    struct Result {
        let seconds: Double
        /// Of them, what the prompts took and the first new token of each.
        let prefillSeconds: Double
        let peakMemory: Double?
        let memoryPlan: MemoryPlan
    }

    /// The fastest of some passes, after a short one that is not counted.
    func best(of passes: Int) throws -> Result {
        let device = model.device
        // One for all passes: what it records for a device, it records once.
        let generator = BatchGenerator(model, limits: .init(sequences: batch)) { _ in [] }
        let plan = try generator.memoryPlan(for: requests(newTokens: newTokens))
        _ = try time(generator, newTokens: min(newTokens, 8))
        try PeakMemory.forget(device)
        let times = try (0..<passes).map { _ in
            (
                all: try time(generator, newTokens: newTokens), prefill: try time(generator, newTokens: 1)
            )
        }
        return Result(
            seconds: times.map(\.all).min() ?? .infinity, prefillSeconds: times.map(\.prefill).min() ?? .infinity,
            peakMemory: try PeakMemory.gigabytes(device), memoryPlan: plan)
    }

    private func requests(newTokens: Int) -> [GenerationRequest] {
        let settings = SamplingSettings(temperature: 0.7, topP: topP, maximumTokens: newTokens)
        return prompts.enumerated().map { index, prompt in
            GenerationRequest(
                id: "\(index)", prompt: prompt, settings: settings,
                key: RandomKey(experimentSeed: 1, stage: "bench", recordID: "\(index)"))
        }
    }

    private func time(_ generator: BatchGenerator, newTokens: Int) throws -> Double {
        let requests = requests(newTokens: newTokens)
        var count = 0
        try group?.barrier("the start of a pass")
        let time = try model.device.seconds {
            count = try generator.generate(requests).reduce(0) { $0 + $1.tokens.count }
            try group?.barrier("the end of a pass")
        }
        guard count == prompts.count * newTokens else {
            throw ValidationError("\(count) tokens were sampled, not \(prompts.count * newTokens)")
        }
        return time
    }

    /// Decoding passes that the new tokens after each sequence's first need at least.
    var steps: Int { (prompts.count + batch - 1) / batch * (newTokens - 1) }

    /// Bytes that one decoding pass reads at least: the weights, and the keys and values of half-grown sequences.
    var bytesPerStep: Double {
        let c = model.configuration
        let tokens = prompts.reduce(0) { $0 + $1.count } / prompts.count + newTokens / 2
        let cache = 2 * c.layerCount * c.keyValueHeadCount * c.headSize * tokens * min(batch, prompts.count)
        return Double((c.multipliedParameterCount + cache) * model.dtype.byteCount)
    }

    /// The seconds that the work takes at the least: 2N FLOP a token, or the bytes of every decoding pass where those take longer.
    func bound(_ ceilings: DeviceCeilings) -> (prefill: Double, step: Double) {
        let work = 2 * Double(model.configuration.multipliedParameterCount) / ceilings.arithmetic
        let tokens = Double(prompts.reduce(0) { $0 + $1.count })
        let step = max(work * Double(min(batch, prompts.count)), bytesPerStep / ceilings.bandwidth)
        return (work * tokens, step)
    }
}
