import ArgumentParser
import Endpoints
import Experiments
import Foundation
import LanguageModels
import Torch

/// Which model, with which adapter, on which device.
struct ModelOptions: ParsableArguments {
    @Option(help: "A registry name, a .gguf file, or a folder with config.json, weights and tokenizer.")
    var model = "smollm2-135m-instruct"

    @Option(help: "A PEFT adapter folder.")
    var adapter: String?

    @Option(help: "An OpenAI-compatible endpoint, up to /v1, that serves the model.")
    var endpoint: String?

    @Option(help: "The environment variable that holds the endpoint's key.")
    var key: String?

    @OptionGroup var device: DeviceOptions

    @Option(help: "auto, bf16 or fp32.")
    var precision = Experiment.Precision.auto

    /// The model on this machine, or behind the endpoint.
    func chatModel() throws -> any ChatModel {
        guard let endpoint else { return try load() }
        guard adapter == nil else {
            throw ValidationError("an endpoint serves its own adapters: name one with --model, and leave out --adapter")
        }
        var reference = EndpointReference(url: endpoint, model: model)
        reference.key = key
        let here = URL(filePath: FileManager.default.currentDirectoryPath)
        return try RemoteModel(reference, key: KeyRing(folders: [here]).key(for: reference))
    }

    /// The model on this machine, the adapter merged into it.
    func load() throws -> LocalModel {
        let device = try device.resolve()
        let here = URL(filePath: FileManager.default.currentDirectoryPath)
        let base = try LocalModel(
            loading: ModelReference(model, relativeTo: here), dtype: try precision.dtype(on: device), device: device)
        guard let adapter else { return base }
        return try base.merging(LowRankAdapter(loading: URL(filePath: adapter), for: base.languageModel))
    }
}

extension Experiment.Precision: ExpressibleByArgument {}

/// Where to compute.
struct DeviceOptions: ParsableArguments {
    @Option(help: "auto, cpu, cuda or cuda:1; of several processes, each takes a CUDA device of its own.")
    var device = "auto"

    /// The device, with CUDA loaded where it is wanted; `auto` takes CUDA where there is any.
    func resolve() throws -> Device {
        if device == "auto" {
            guard (try? CUDA.load()) != nil, CUDA.deviceCount > 0 else { return .cpu }
            return try ownDevice()
        }
        guard let device = Device(device) else { throw ValidationError("--device is auto, cpu, cuda or cuda:1") }
        guard case .cuda(let index) = device else { return device }
        try CUDA.load()
        if self.device == "cuda", CUDA.deviceCount > 0 { return try ownDevice() }
        guard index < CUDA.deviceCount else {
            throw ValidationError("this machine has \(CUDA.deviceCount) CUDA devices, so there is no \(device)")
        }
        return device
    }

    /// The CUDA device of this process among those of the machine.
    private func ownDevice() throws -> Device {
        let environment = try LaunchEnvironment(ProcessInfo.processInfo.environment)
        guard let index = environment.cudaDevice(of: CUDA.deviceCount) else {
            throw ValidationError(
                "this is process \(environment.localRank) of this machine, counted from 0, but there are only "
                    + "\(CUDA.deviceCount) CUDA devices: start as many processes as there are")
        }
        return .cuda(index)
    }
}
