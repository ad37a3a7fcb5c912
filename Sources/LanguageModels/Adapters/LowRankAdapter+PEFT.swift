import Foundation
import ModelFiles
import Provenance
import Torch

extension LowRankAdapter {
    private static let keyPrefix = "base_model.model."
    package static let weightsFile = "adapter_model.safetensors"
    package static let configurationFile = "adapter_config.json"

    /// Reads a PEFT adapter folder for `model`.
    ///
    /// Every key of the file must belong to a layer of the model that the configuration targets, with the right shape, and every
    /// targeted layer must have its keys: an adapter that does not match is an error, never the base model in disguise.
    package init(loading folder: URL, for model: LanguageModel) throws {
        let settings = folder.appendingPathComponent(Self.configurationFile)
        guard let data = FileManager.default.contents(atPath: settings.path) else {
            throw AdapterError(
                "\(settings.path) is missing; a PEFT adapter is a folder with it and \(Self.weightsFile)")
        }
        let configuration = try AdapterConfiguration(peft: data, file: settings.path)
        let file = folder.appendingPathComponent(Self.weightsFile)
        let source = try Checkpoint.open(file)
        var unread = Set(source.tensorNames)
        let updates = try Self.updates(for: model, configuration) { part, inputs, rank in
            func matrix(_ name: String, _ shape: [Int]) throws -> Tensor {
                let key = "\(Self.keyPrefix)\(part.path).\(name).weight"
                guard unread.remove(key) != nil else {
                    throw AdapterError("\(file.path): '\(key)' is missing, though the adapter targets it")
                }
                let found = try source.shape(of: key)
                guard found == shape else {
                    throw AdapterError(
                        "\(file.path): '\(key)' has shape \(found) and not \(shape): the adapter is for another model")
                }
                return try Tensor(source.floats(key), shape: shape, on: model.device)
            }
            return (try matrix("lora_A", [rank, inputs]), try matrix("lora_B", [part.outputs, rank]))
        }
        guard unread.isEmpty else {
            throw AdapterError(
                "\(file.path): \(unread.count) of \(source.tensors.count) keys match no targeted layer of the model, such as "
                    + "'\(unread.min() ?? "")': the adapter is for another model")
        }
        self.init(configuration: configuration, updates: updates)
    }

    /// Writes the adapter as a PEFT folder, float32; each file appears whole or not at all.
    package func save(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var tensors: [String: Tensor] = [:]
        for (path, update) in updates {
            tensors["\(Self.keyPrefix)\(path).lora_A.weight"] = update.down
            tensors["\(Self.keyPrefix)\(path).lora_B.weight"] = update.up
        }
        let declarations = tensors.sorted { $0.key < $1.key }.map {
            TensorDeclaration(name: $0.key, format: .f32, shape: $0.value.shape)
        }
        try SafetensorsWriter.write(declarations, to: folder.appendingPathComponent(Self.weightsFile)) {
            declaration, append in
            guard let tensor = tensors[declaration.name] else { return }
            try tensor.detached().to(.float32).withBytes { try append($0) }
        }
        try AtomicFile.write(configuration.peftData(), to: folder.appendingPathComponent(Self.configurationFile))
    }
}
