import Foundation
import Kernels
import ModelFiles
import Torch

extension LanguageModel {
    /// Loads a checkpoint: a GGUF file, or a folder with `config.json` and safetensors.
    ///
    /// Every parameter must be there with the right shape, and nothing else; weights are converted to `dtype`.
    ///
    /// - Parameter dtype: `.float32` or `.bfloat16`.
    package init(loading url: URL, dtype: DType, device: Device) throws {
        let source = try Checkpoint.open(url)
        let configuration = try DecoderConfiguration(of: source)
        try self.init(source, configuration, dtype: dtype, device: device)
    }

    init(_ source: any CheckpointSource, _ configuration: DecoderConfiguration, dtype: DType, device: Device) throws {
        precondition(dtype == .float32 || dtype == .bfloat16, "weights are float32 or bfloat16")
        let weights = DecoderWeights(source, configuration, dtype: dtype, device: device)
        try self.init(configuration, weights)
        try weights.load()
    }

    /// A model with random weights, drawn on the device one tensor after another.
    ///
    /// - Parameter dtype: `.float32` or `.bfloat16`.
    package init(random configuration: DecoderConfiguration, seed: UInt64 = 1, dtype: DType, device: Device) throws {
        precondition(dtype == .float32 || dtype == .bfloat16, "weights are float32 or bfloat16")
        let generator = try TorchGenerator(seed: seed, on: device)
        try self.init(configuration, RandomWeights(dtype: dtype, device: device, generator: generator))
    }

    private init(_ configuration: DecoderConfiguration, _ weights: any DecoderParameters) throws {
        let builder = DecoderBuilder(configuration: configuration, weights: weights)
        let embedding = try weights.parameter(
            ParameterNames.embedding + ".weight", [configuration.vocabularySize, configuration.hiddenSize])
        let layers = try (0..<configuration.layerCount).map(builder.layer)
        let finalNorm = try builder.norm(ParameterNames.finalNorm, configuration.hiddenSize)
        let head =
            configuration.tiesEmbeddings
            ? Projection(
                parts: [.init(path: ParameterNames.head, outputs: configuration.vocabularySize)], weight: embedding,
                bias: nil)
            : try builder.projection(
                [(ParameterNames.head, configuration.vocabularySize)], inputs: configuration.hiddenSize, bias: false)
        self.init(
            configuration: configuration, embedding: embedding, layers: layers, finalNorm: finalNorm, head: head)
    }
}

extension DecoderConfiguration {
    /// The configuration that belongs to an open checkpoint: its own metadata, or the `config.json` beside it.
    package init(of source: any CheckpointSource) throws {
        if let gguf = source as? GGUFFile {
            try self.init(gguf: gguf)
            return
        }
        let file = source.url.deletingLastPathComponent().appendingPathComponent("config.json")
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw ModelError(
                file: file.path, problem: "it is missing", remedy: "A folder of safetensors needs its config.json.")
        }
        try self.init(huggingFace: data, file: file.path)
    }
}

/// Puts the parameters of a model together.
private struct DecoderBuilder {
    let configuration: DecoderConfiguration
    let weights: any DecoderParameters

    func layer(_ index: Int) throws -> DecoderLayer {
        let c = configuration
        func path(_ part: String) -> String { ParameterNames.layer(index, part) }
        let keyValues = c.keyValueHeadCount * c.headSize
        return DecoderLayer(
            index: index,
            attentionNorm: try norm(path("input_layernorm"), c.hiddenSize),
            queryKeyValue: try projection(
                [
                    (path("self_attn.q_proj"), c.headCount * c.headSize), (path("self_attn.k_proj"), keyValues),
                    (path("self_attn.v_proj"), keyValues),
                ], inputs: c.hiddenSize, bias: c.hasQueryKeyValueBias),
            queryNorm: c.hasQueryKeyNorm ? try norm(path("self_attn.q_norm"), c.headSize) : nil,
            keyNorm: c.hasQueryKeyNorm ? try norm(path("self_attn.k_norm"), c.headSize) : nil,
            output: try projection(
                [(path("self_attn.o_proj"), c.hiddenSize)], inputs: c.headCount * c.headSize, bias: c.hasOutputBias),
            feedForwardNorm: try norm(path("post_attention_layernorm"), c.hiddenSize),
            gateUp: try projection(
                [(path("mlp.gate_proj"), c.intermediateSize), (path("mlp.up_proj"), c.intermediateSize)],
                inputs: c.hiddenSize, bias: c.hasFeedForwardBias),
            down: try projection(
                [(path("mlp.down_proj"), c.hiddenSize)], inputs: c.intermediateSize, bias: c.hasFeedForwardBias),
            heads: .init(queries: c.headCount, keyValues: c.keyValueHeadCount, size: c.headSize))
    }

    func norm(_ path: String, _ size: Int) throws -> RMSNormalization {
        RMSNormalization(weight: try weights.parameter(path + ".weight", [size]), epsilon: configuration.normEpsilon)
    }

    func projection(_ parts: [(path: String, outputs: Int)], inputs: Int, bias: Bool) throws -> Projection {
        Projection(
            parts: parts.map { .init(path: $0.path, outputs: $0.outputs) },
            weight: try weights.parameters(parts.map { ($0.path + ".weight", [$0.outputs, inputs]) }),
            bias: bias ? try weights.parameters(parts.map { ($0.path + ".bias", [$0.outputs]) }) : nil)
    }
}
