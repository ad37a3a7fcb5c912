import Foundation
import LanguageModels
import ReferenceModels
import Testing
import Torch

@testable import Training

/// The backward pass that is written out, against libtorch's autograd on the plain forward pass.
@Suite struct WrittenBackwardTests {
    private static let rows = [[5, 9, 33, 71], [100, 3, 77], Array(20..<52), [7, 8]].enumerated().map { index, tokens in
        TrainingRow(id: "\(index)", tokens: tokens, weights: tokens.indices.map { $0 > 1 ? 1 / Float(1 + index) : 0.5 })
    }

    @Test(arguments: ["llama", "qwen2", "qwen3"], [0, 1, 99])
    func gradientsAreThoseOfAutograd(name: String, recomputedLayers: Int) throws {
        let trainer = try trainer(ReferenceModel(name).folder, AdapterConfiguration(rank: 4, alpha: 8))
        try expectAutogradsGradients(trainer, recomputedLayers: recomputedLayers)
    }

    @Test(arguments: [
        ["lm_head", "q_proj"], ["down_proj"], ["k_proj", "gate_proj"], ["v_proj", "o_proj", "up_proj"],
    ])
    func someLayersCanBeAdapted(targets: [String]) throws {
        let trainer = try trainer(
            ReferenceModel("qwen2").folder, AdapterConfiguration(rank: 3, alpha: 8, targets: .modules(targets)))
        try expectAutogradsGradients(trainer)
    }

    /// The masks follow from the seed, so that the loss is a function of the parameters that can be differentiated by steps.
    @Test(arguments: [0, 99]) func dropoutHasItsOwnGradient(recomputedLayers: Int) throws {
        let trainer = try trainer(ReferenceModel("qwen2").folder, AdapterConfiguration(rank: 4, alpha: 8, dropout: 0.4))
        let batch = PackedBatch(Self.rows)
        func loss() throws -> Double {
            try trainer.gradients.clear()
            return try trainer.backward(
                batch, totalWeight: batch.totalWeight, dropoutSeed: 7, recomputedLayers: recomputedLayers)
        }
        let first = try loss()
        #expect(try loss() == first)
        #expect(try trainer.backward(batch, totalWeight: batch.totalWeight, dropoutSeed: 8) != first)
        _ = try loss()
        for (index, path) in trainer.adapter.paths.enumerated() where path.contains("layers.1.") || index == 0 {
            let parameter = trainer.parameters[2 * index + 1]
            let gradient = try trainer.gradients.parameters(of: trainer.adapter)[2 * index + 1].clone()
            let expected = try (gradient * gradient).sum().scalar()
            let step = 0.01 / expected.squareRoot()
            try parameter.addInPlace(gradient, scale: step)
            let above = try loss()
            try parameter.addInPlace(gradient, scale: -2 * step)
            let below = try loss()
            try parameter.addInPlace(gradient, scale: step)
            #expect(abs((above - below) / (2 * step) - expected) < 0.02 * expected, "\(path)")
            _ = try loss()
        }
    }

    @Test func microBatchesAddUpToTheWholeBatch() throws {
        let trainer = try trainer(ReferenceModel("qwen2").folder, AdapterConfiguration(rank: 4, alpha: 8))
        let whole = PackedBatch(Self.rows)
        let loss = try trainer.backward(whole, totalWeight: whole.totalWeight)
        let gradients = try values(trainer)
        try trainer.gradients.clear()
        let parts = try [Self.rows[..<2], Self.rows[2...]].map {
            try trainer.backward(PackedBatch(Array($0)), totalWeight: whole.totalWeight)
        }
        #expect(abs(parts[0] + parts[1] - loss) < 1e-6)
        for (part, whole) in zip(try values(trainer), gradients) { #expect(distance(part, whole) < 1e-5) }
    }

    private func trainer(_ folder: URL, _ configuration: AdapterConfiguration) throws -> Trainer {
        let model = try LanguageModel(loading: folder, dtype: .float32, device: .cpu)
        let adapter = try LowRankAdapter(for: model, configuration, seed: 3)
        // A fresh `up` is zero, and so would be the gradient of every `down`.
        for (index, parameter) in adapter.parameters.enumerated() where index % 2 == 1 {
            _ = try Operator("aten::normal_")(
                .tensor(parameter), 0.0, 0.05, .generator(TorchGenerator(seed: UInt64(index), on: .cpu)))
        }
        return try Trainer(
            model, adapter,
            .init(
                schedule: LearningRateSchedule(peak: 1, shape: .constant, warmupFraction: 0, totalSteps: 10), seed: 3))
    }

    private func expectAutogradsGradients(_ trainer: Trainer, recomputedLayers: Int = 0) throws {
        let batch = PackedBatch(Self.rows)
        let made = try trainer.backward(
            batch, totalWeight: batch.totalWeight, recomputedLayers: recomputedLayers)
        for parameter in trainer.parameters { try parameter.setRequiresGradient(true) }
        let logits = try trainer.model.logits(Self.rows.map(\.tokens), adapter: trainer.adapter)
            .selecting(Tensor(batch.predictors))
        let losses = try -logits.logSoftmax(1).gathering(Tensor(batch.targets).unsqueezed(1), 1).squeezed(1)
        let loss = try (losses * Tensor(batch.weights)).sum() / batch.totalWeight
        try loss.backward()
        #expect(abs(try loss.detached().scalar() - made) < 1e-5)
        for (index, (written, parameter)) in zip(try values(trainer), trainer.parameters).enumerated() {
            let expected = try #require(parameter.gradient).floats()
            #expect(distance(written, expected) < 1e-4, "\(trainer.adapter.paths[index / 2]) \(index % 2)")
        }
    }

    private func values(_ trainer: Trainer) throws -> [[Float]] {
        try trainer.gradients.parameters(of: trainer.adapter).map { try $0.floats() }
    }

    /// ‖a − b‖ / ‖b‖.
    private func distance(_ a: [Float], _ b: [Float]) -> Double {
        let difference = zip(a, b).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        return (difference / max(b.reduce(0.0) { $0 + Double($1 * $1) }, 1e-30)).squareRoot()
    }
}
