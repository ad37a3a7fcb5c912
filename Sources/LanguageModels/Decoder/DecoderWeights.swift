import ModelFiles
import Torch

/// Reads the parameters of a model by their Hugging Face names from any container, each exactly once.
///
/// Parameters are made at once and filled together, by `load()`. It tracks what was asked for, so that a checkpoint with parameters
/// that the model does not know is an error and not a silently different model.
final class DecoderWeights: DecoderParameters {
    private let source: any CheckpointSource
    private let configuration: DecoderConfiguration
    private let dtype: DType
    private let device: Device
    private var parts: [WeightLoader.Part] = []
    /// Rows of query and key projections that are to be put in order, with their number of heads.
    private var reorderings: [(rows: Tensor, heads: Int)] = []

    init(_ source: any CheckpointSource, _ configuration: DecoderConfiguration, dtype: DType, device: Device) {
        self.source = source
        self.configuration = configuration
        self.dtype = dtype
        self.device = device
    }

    func parameters(_ wanted: [(name: String, shape: [Int])]) throws -> Tensor {
        let heights = wanted.map { $0.shape[0] }
        let joint = try Tensor.empty([heights.reduce(0, +)] + wanted[0].shape.dropFirst(), dtype, on: device)
        if device == .cpu { try joint.preferLargePages() }
        for (part, rows) in zip(wanted, try joint.split(heights, 0)) {
            let stored = try storedName(part.name, shape: part.shape)
            parts.append(.init(name: stored, destination: try rows.reshaped([-1])))
            if let heads = reorderedHeads(part.name) { reorderings.append((rows, heads)) }
        }
        return joint
    }

    /// Fills the parameters that were asked for; throws when the checkpoint holds others.
    func load() throws {
        try verifyAllUsed()
        try WeightLoader(source: source, device: device).load(parts)
        for (rows, heads) in reorderings {
            let half = configuration.headSize / 2
            let ordered = try rows.reshaped([heads, half, 2, -1]).transposed(1, 2).contiguous()
            try rows.copyInPlace(from: ordered.reshaped(rows.shape))
        }
    }

    private func verifyAllUsed() throws {
        let used = Set(parts.map(\.name))
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

    /// The name in the checkpoint of a parameter, whose shape there must be `shape`.
    private func storedName(_ name: String, shape: [Int]) throws -> String {
        let stored = source is GGUFFile ? ParameterNames.gguf(name) ?? name : name
        guard source.contains(stored) else {
            throw ModelError(
                file: source.url.path, problem: "the tensor '\(stored)' is missing",
                remedy: "The checkpoint is incomplete or of another architecture; fetch it again.")
        }
        let found = try source.shape(of: stored)
        guard found == shape else {
            throw ModelError(
                file: source.url.path, problem: "the tensor '\(stored)' has shape \(found), not \(shape)",
                remedy: "Check that config.json and the weights belong to the same model.")
        }
        return stored
    }

    /// The heads of a projection whose rows GGUF files of Llama models hold in another order: they rotate neighbouring pairs.
    private func reorderedHeads(_ name: String) -> Int? {
        guard source is GGUFFile, configuration.architecture == .llama else { return nil }
        if name.contains(".q_proj.") { return configuration.headCount }
        return name.contains(".k_proj.") ? configuration.keyValueHeadCount : nil
    }
}
