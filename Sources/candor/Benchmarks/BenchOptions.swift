import ArgumentParser
import Foundation
import LanguageModels
import Torch

/// Which model to measure, where and how often.
struct BenchOptions: ParsableArguments {
    @Option(help: "A .gguf file or a folder with config.json and safetensors.")
    var model: String?

    @Option(help: "Random weights in the shape of a model instead: \(ModelShape.names).")
    var shape: ModelShape?

    @OptionGroup var device: DeviceOptions

    @Option(help: "bf16 or fp32.")
    var precision = Precision.bf16

    @Option(help: "Times that the work is done; the best counts.")
    var repeats = 3

    @Flag(help: "Print the measurement as one line of JSON.")
    var json = false

    enum Precision: String, ExpressibleByArgument {
        case bf16, fp32

        var dtype: DType { self == .fp32 ? .float32 : .bfloat16 }
    }

    func validate() throws {
        guard (model == nil) != (shape == nil) else { throw ValidationError("give either --model or --shape") }
        guard repeats > 0 else { throw ValidationError("--repeats is at least 1") }
    }

    /// The model on the device.
    func load() throws -> LanguageModel {
        let device = try device.resolve()
        if let shape {
            return try LanguageModel(random: shape.configuration, dtype: precision.dtype, device: device)
        }
        return try LanguageModel(loading: URL(filePath: model ?? ""), dtype: precision.dtype, device: device)
    }

    /// The processes that are measured as one, started by `candor launch` or its like; nil for one alone.
    func group() throws -> ProcessGroup? {
        let environment = try LaunchEnvironment(ProcessInfo.processInfo.environment)
        return environment.processCount > 1 ? try ProcessGroup(environment) : nil
    }

    /// What the settings of every measurement begin with.
    var settings: [String: String] {
        let name = shape?.name ?? URL(filePath: model ?? "").lastPathComponent
        return ["model": name, "precision": precision.rawValue]
    }
}

/// The shape of a model, by its name.
struct ModelShape: ExpressibleByArgument {
    let name: String
    let configuration: DecoderConfiguration

    static let names = DecoderConfiguration.shapes.keys.sorted().joined(separator: ", ")

    init?(argument: String) {
        guard let configuration = DecoderConfiguration.shapes[argument] else { return nil }
        (name, self.configuration) = (argument, configuration)
    }
}
