import Foundation
import ModelFiles

extension DecoderConfiguration {
    /// Reads the metadata of a GGUF file; what the metadata leaves open follows from its tensors.
    package init(gguf file: GGUFFile) throws {
        let metadata = file.metadata
        let path = file.url.path
        let name = try metadata.string("general.architecture")
        guard let architecture = Architecture(rawValue: name) else {
            throw ModelError.unknownArchitecture(name, file: path)
        }
        func integer(_ key: String) throws -> Int { try metadata.integer("\(name).\(key)") }
        let hiddenSize = try integer("embedding_length")
        let headCount = try integer("attention.head_count")
        guard headCount > 0 else { throw ModelError.configuration(file: path, "it has \(headCount) attention heads") }
        let keyLength = "\(name).attention.key_length"
        let headSize = metadata.contains(keyLength) ? try metadata.integer(keyLength) : hiddenSize / headCount
        let groups = "\(name).attention.head_count_kv"
        let theta = "\(name).rope.freq_base"
        self.init(
            architecture: architecture,
            vocabularySize: try file.shape(of: "token_embd.weight").first ?? 0,
            hiddenSize: hiddenSize,
            intermediateSize: try integer("feed_forward_length"),
            layerCount: try integer("block_count"),
            headCount: headCount,
            keyValueHeadCount: metadata.contains(groups) ? try metadata.integer(groups) : headCount,
            headSize: headSize,
            normEpsilon: try metadata.float("\(name).attention.layer_norm_rms_epsilon"),
            ropeTheta: metadata.contains(theta) ? try metadata.float(theta) : 10_000,
            ropeScaling: try Self.ropeScaling(file, architecture: name),
            tiesEmbeddings: !file.contains("output.weight"),
            hasQueryKeyValueBias: file.contains("blk.0.attn_q.bias"),
            hasOutputBias: file.contains("blk.0.attn_output.bias"),
            hasFeedForwardBias: file.contains("blk.0.ffn_up.bias"),
            hasQueryKeyNorm: file.contains("blk.0.attn_q_norm.weight"),
            maximumPositions: try integer("context_length"))
        try validate(file: path)
    }

    private static func ropeScaling(_ file: GGUFFile, architecture: String) throws -> RopeScaling {
        if file.contains("rope_freqs.weight") {
            return .perFrequency(try file.floats("rope_freqs.weight").map(Double.init))
        }
        let prefix = "\(architecture).rope.scaling."
        let metadata = file.metadata
        guard metadata.contains(prefix + "type") else { return .none }
        switch try metadata.string(prefix + "type") {
        case "none":
            return .none
        case "linear":
            return .linear(factor: try metadata.float(prefix + "factor"))
        case "yarn":
            let original = prefix + "original_context_length"
            return .yarn(
                RopeScaling.Yarn(
                    factor: try metadata.float(prefix + "factor"),
                    originalPositions: try metadata.integer(
                        metadata.contains(original) ? original : "\(architecture).context_length")))
        case let type:
            throw ModelError.configuration(
                file: file.url.path, "its rope scaling is '\(type)', which is not computed here")
        }
    }
}
