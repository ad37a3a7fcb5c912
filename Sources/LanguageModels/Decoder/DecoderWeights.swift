import Foundation
import ModelFiles
import Torch

/// Reads the parameters of a model by their Hugging Face names from any container, each exactly once.
///
/// Tracks what was read, so that a checkpoint with parameters that the model does not know is an error and not a silently
/// different model.
final class DecoderWeights {
    private let source: any CheckpointSource
    private let configuration: DecoderConfiguration
    private let dtype: DType
    private let device: Device
    private var used: Set<String> = []

    init(_ source: any CheckpointSource, _ configuration: DecoderConfiguration, dtype: DType, device: Device) {
        self.source = source
        self.configuration = configuration
        self.dtype = dtype
        self.device = device
    }

    /// The parameter `name`, whose shape must be `shape`.
    func parameter(_ name: String, _ shape: [Int]) throws -> Tensor {
        try Tensor.concatenate(stacked([(name, shape)]), 0)
    }

    /// Several parameters with the same number of columns as one, the first on top.
    func parameters(_ parts: [(name: String, shape: [Int])]) throws -> Tensor {
        try Tensor.concatenate(stacked(parts), 0)
    }

    /// Throws when the checkpoint holds parameters that were not asked for.
    func verifyAllUsed() throws {
        let ignorable = ["rope_freqs.weight", "lm_head.weight", "output.weight"]
        let left = source.tensorNames.filter { name in
            !used.contains(name) && !ignorable.contains(name) && !name.hasSuffix("rotary_emb.inv_freq")
        }
        guard left.isEmpty else {
            throw ModelError(
                file: source.url.path,
                problem: "\(left.count) of its tensors belong to no part of a \(configuration.architecture.rawValue) "
                    + "model, first '\(left[0])'",
                remedy: "Check that config.json and the weights belong to the same model.")
        }
    }

    private func stacked(_ parts: [(name: String, shape: [Int])]) throws -> [Tensor] {
        try parts.map { part in
            let stored = storedName(part.name)
            guard source.contains(stored) else {
                throw ModelError(
                    file: source.url.path, problem: "the tensor '\(stored)' is missing",
                    remedy: "The checkpoint is incomplete or of another architecture; fetch it again.")
            }
            let found = try source.shape(of: stored)
            guard found == part.shape else {
                throw ModelError(
                    file: source.url.path, problem: "the tensor '\(stored)' has shape \(found), not \(part.shape)",
                    remedy: "Check that config.json and the weights belong to the same model.")
            }
            used.insert(stored)
            return try permuted(read(stored, part.shape), name: part.name).to(device)
        }
    }

    private func read(_ name: String, _ shape: [Int]) throws -> Tensor {
        let tensor = try Tensor.empty(shape, dtype)
        try tensor.withMutableBytes { bytes in
            if dtype == .bfloat16 {
                try source.readBFloat16(name, into: bytes.bindMemory(to: UInt16.self))
            } else {
                try source.readFloats(name, into: bytes.bindMemory(to: Float.self))
            }
        }
        return tensor
    }

    private func storedName(_ name: String) -> String {
        source is GGUFFile ? ParameterNames.gguf(name) ?? name : name
    }

    /// Undoes the reordering of query and key rows in GGUF files of Llama models, which rotate neighbouring pairs.
    private func permuted(_ tensor: Tensor, name: String) throws -> Tensor {
        guard source is GGUFFile, configuration.architecture == .llama else { return tensor }
        let heads: Int
        if name.contains(".q_proj.") {
            heads = configuration.headCount
        } else if name.contains(".k_proj.") {
            heads = configuration.keyValueHeadCount
        } else {
            return tensor
        }
        let half = configuration.headSize / 2
        return try tensor.reshaped([heads, half, 2, -1]).transposed(1, 2).contiguous().reshaped(tensor.shape)
    }
}
