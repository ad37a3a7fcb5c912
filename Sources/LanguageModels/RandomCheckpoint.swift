import Foundation
import ModelFiles
import Provenance
import Torch

/// A checkpoint with random weights, in the format of Hugging Face: `config.json` and safetensors, sharded or not.
///
/// Its numbers repeat after the first 8 million, so that it is written as fast as the disk takes it, and no more than those are held.
package struct RandomCheckpoint {
    private let configuration: DecoderConfiguration
    private let dtype: DType
    private let deviation: Double

    /// - Parameters:
    ///   - dtype: `.float32` or `.bfloat16`.
    ///   - deviation: of the weights around 0, and of the norms around 1.
    package init(_ configuration: DecoderConfiguration, dtype: DType = .bfloat16, deviation: Double = 0.02) {
        precondition(dtype == .float32 || dtype == .bfloat16, "weights are float32 or bfloat16")
        self.configuration = configuration
        self.dtype = dtype
        self.deviation = deviation
    }

    /// A model of two layers that computes in milliseconds, with weights large enough for each to make a difference.
    package static func small(vocabulary: Int = 128) -> RandomCheckpoint {
        let configuration = DecoderConfiguration(
            architecture: .llama, vocabularySize: vocabulary, hiddenSize: 64, intermediateSize: 96, layerCount: 2,
            headCount: 4, keyValueHeadCount: 2, headSize: 16, normEpsilon: 1e-5, ropeTheta: 10_000, ropeScaling: .none,
            tiesEmbeddings: true, hasQueryKeyValueBias: false, hasOutputBias: false, hasFeedForwardBias: false,
            hasQueryKeyNorm: false, maximumPositions: 512)
        return RandomCheckpoint(configuration, dtype: .float32, deviation: 0.12)
    }

    /// Writes the files, each of about `shardBytes` at most, or a single one.
    package func write(to folder: URL, shardBytes: Int = .max) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try AtomicFile.write(configuration.huggingFaceJSON(dtype: dtype), to: folder.appending(path: "config.json"))
        let shards = shards(of: shardBytes)
        let numbers = try RandomNumbers(configuration, dtype, deviation)
        for (index, shard) in shards.enumerated() {
            let file = folder.appending(path: Self.fileName(index, of: shards.count))
            try SafetensorsWriter.write(shard, to: file) { tensor, append in
                try numbers.append(tensor.name, count: tensor.shape.reduce(1, *), append)
            }
        }
        guard shards.count > 1 else { return }
        try AtomicFile.write(index(shards), to: folder.appending(path: "model.safetensors.index.json"))
    }

    private static func fileName(_ index: Int, of count: Int) -> String {
        count == 1 ? "model.safetensors" : String(format: "model-%05d-of-%05d.safetensors", index + 1, count)
    }

    /// The parameters in the order of the forward pass, cut before the one that would make a shard too large.
    private func shards(of limit: Int) -> [[TensorDeclaration]] {
        var shards: [[TensorDeclaration]] = [[]]
        var size = 0
        for (name, shape) in configuration.parameters {
            let bytes = shape.reduce(dtype.byteCount, *)
            if size > 0, size + bytes > limit {
                shards.append([])
                size = 0
            }
            shards[shards.count - 1].append(
                TensorDeclaration(name: name, format: dtype == .float32 ? .f32 : .bf16, shape: shape))
            size += bytes
        }
        return shards
    }

    private func index(_ shards: [[TensorDeclaration]]) throws -> String {
        struct Index: Encodable {
            let metadata: [String: Int]
            let weightMap: [String: String]

            enum CodingKeys: String, CodingKey {
                case metadata
                case weightMap = "weight_map"
            }
        }
        let owners = shards.enumerated().flatMap { index, shard in
            shard.map { ($0.name, Self.fileName(index, of: shards.count)) }
        }
        return try CanonicalJSON.string(
            Index(
                metadata: ["total_size": configuration.parameterCount * dtype.byteCount],
                weightMap: Dictionary(uniqueKeysWithValues: owners)))
    }
}

/// The numbers that a random checkpoint repeats.
private final class RandomNumbers {
    private let weights: Tensor
    private let norms: Tensor
    /// Where the next tensor's numbers begin.
    private var position = 0

    init(_ configuration: DecoderConfiguration, _ dtype: DType, _ deviation: Double) throws {
        let generator = try TorchGenerator(seed: 1, on: .cpu)
        func numbers(_ count: Int, around mean: Double) throws -> Tensor {
            let tensor = try Tensor.empty([count])
            try tensor.fillNormally(mean: mean, deviation: deviation, from: generator)
            return try tensor.to(dtype)
        }
        weights = try numbers(min(configuration.parameterCount, 8 << 20), around: 0)
        norms = try numbers(max(configuration.hiddenSize, configuration.headSize), around: 1)
    }

    /// Passes the numbers of the parameter `name` to `append`.
    func append(_ name: String, count: Int, _ append: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard !ParameterNames.isNorm(name) else {
            return try norms.narrowed(0, from: 0, count: count).withBytes(append)
        }
        var left = count
        while left > 0 {
            let piece = min(left, weights.count - position)
            try weights.narrowed(0, from: position, count: piece).withBytes(append)
            position = (position + piece) % weights.count
            left -= piece
        }
    }
}
