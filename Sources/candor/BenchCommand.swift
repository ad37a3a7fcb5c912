import ArgumentParser
import Foundation
import LanguageModels
import Torch

/// The measurements that the benchmarks compare with peers.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure training, sampling, tokenization, the run engine and the view's index.",
        subcommands: [
            TrainingBench.self, SamplingBench.self, TokenizerBench.self, RunEngineBench.self, ViewBench.self,
        ])
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
