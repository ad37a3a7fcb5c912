import Foundation
import ModelFiles
import Testing
import Torch

@testable import LanguageModels

/// Models of the true shapes without their weights.
@Suite struct RandomModelTests {
    @Test(arguments: [
        ("r1-distill-qwen-1.5b", 1_777_088_000), ("r1-distill-qwen-7b", 7_615_616_512),
        ("r1-distill-qwen-14b", 14_770_033_664), ("smollm2-135m", 134_515_008),
    ])
    func shapesHaveAsManyParametersAsThePublishedModels(name: String, count: Int) throws {
        #expect(try #require(DecoderConfiguration.shapes[name]).parameterCount == count)
    }

    @Test func weightsHaveTheirDeviationAndFollowFromTheSeed() throws {
        let models = try [1, 1, 2].map {
            try LanguageModel(random: Self.small(.qwen2), seed: $0, dtype: .float32, device: .cpu)
        }
        let weights = try models.map { try $0.projections[2].weight.floats() }
        #expect(weights[0] == weights[1])
        #expect(weights[0] != weights[2])
        let count = Float(weights[0].count)
        let mean = weights[0].reduce(0, +) / count
        let deviation = (weights[0].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        #expect(abs(mean) < 0.001)
        #expect(abs(deviation - 0.02) < 0.001)
    }

    @Test func aRandomModelPredictsSomethingElseForOtherTokens() throws {
        let model = try LanguageModel(random: Self.small(.llama), dtype: .float32, device: .cpu)
        let logits = try model.logits([[1, 2, 3], [1, 2, 4]]).floats()
        #expect(logits.count == 6 * 256)
        let isFinite = logits.allSatisfy { $0.isFinite }
        #expect(isFinite)
        #expect(Array(logits[512..<768]) != Array(logits[1280...]))
    }

    @Test(arguments: DecoderConfiguration.Architecture.allCases, [Int.max, 40_000])
    func aWrittenCheckpointLoadsWithEveryTensor(architecture: DecoderConfiguration.Architecture, shardBytes: Int) throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "random-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let configuration = Self.small(architecture)
        try RandomCheckpoint(configuration).write(to: folder, shardBytes: shardBytes)
        let source = try Checkpoint.open(folder)
        #expect(source is ShardedCheckpoint == (shardBytes != .max))
        let model = try LanguageModel(loading: folder, dtype: .bfloat16, device: .cpu)
        #expect(model.configuration == configuration)
        let joint = try model.projections[2].weight.floats()
        let parts = try ["gate", "up"].flatMap { try source.floats("model.layers.0.mlp.\($0)_proj.weight") }
        #expect(joint == parts)
    }

    private static func small(_ architecture: DecoderConfiguration.Architecture) -> DecoderConfiguration {
        DecoderConfiguration(
            architecture: architecture, vocabularySize: 256, hiddenSize: 64, intermediateSize: 96, layerCount: 2,
            headCount: 4, keyValueHeadCount: 2, headSize: 16, normEpsilon: 1e-5, ropeTheta: 10_000, ropeScaling: .none,
            tiesEmbeddings: architecture == .llama, hasQueryKeyValueBias: architecture == .qwen2, hasOutputBias: false,
            hasFeedForwardBias: false, hasQueryKeyNorm: architecture == .qwen3, maximumPositions: 512)
    }
}
