import Foundation
import LanguageModels
import ReferenceModels
import Testing
import Torch

@testable import Training

/// A training step does what transformers, PEFT and torch's AdamW do with the same rows.
@Suite struct PEFTTrainingParityTests {
    /// Weighted tokens and rank-stabilised scales in qwen2, neither in llama.
    static let references = ["llama", "qwen2"].map(ReferenceModel.init)

    @Test(arguments: references)
    func gradientsMatchPEFT(_ reference: ReferenceModel) throws {
        let (trainer, rows, expected) = try Self.trainer(reference)
        let batch = PackedBatch(rows)
        let loss = try trainer.backward(batch, totalWeight: batch.totalWeight)
        #expect(abs(loss - expected.losses[0]) < 1e-5 * expected.losses[0])
        try Self.compare(
            trainer.adapter, reference, "training.gradients", tolerance: 1e-4,
            trainer.gradients.parameters(of: trainer.adapter))
    }

    @Test(arguments: references)
    func optimizerStepsMatchPEFT(_ reference: ReferenceModel) throws {
        let (trainer, rows, expected) = try Self.trainer(reference)
        for (index, loss) in expected.losses.enumerated() {
            let step = try trainer.step(rows)
            #expect(abs(step.loss - loss) < 1e-4 * loss, "step \(step.number)")
            #expect(abs(step.gradientNorm - expected.gradientNorms[index]) < 1e-3 * expected.gradientNorms[index])
            if step.number != 2 {
                try Self.compare(
                    trainer.adapter, reference, "training.step\(step.number)", tolerance: 1e-3,
                    trainer.adapter.parameters)
            }
        }
    }

    @Test(arguments: references)
    func heldOutLossIsTheLossOfTheSameRows(_ reference: ReferenceModel) throws {
        let (trainer, rows, expected) = try Self.trainer(reference)
        for tokensPerPass in [1, 2_048] {
            let loss = try trainer.heldOutLoss(rows, tokensPerPass: tokensPerPass)
            #expect(abs(loss - expected.losses[0]) < 1e-5 * expected.losses[0])
        }
    }

    @Test(arguments: references)
    func lossAndGradientDoNotDependOnTheChunkSize(_ reference: ReferenceModel) throws {
        let (trainer, rows, _) = try Self.trainer(reference)
        let batch = PackedBatch(rows)
        let pass = try PackedPass(trainer.model, trainer.adapter, lengths: batch.lengths, tokens: batch.tokens)
        let states = try pass.hiddenStates(at: batch.predictors, keepsTape: false)
        func result(chunkSize: Int) throws -> (loss: Double, gradient: [Float]) {
            let loss = CompletionLoss(
                try TrainedHead(trainer.model, nil), totalWeight: batch.totalWeight, device: .cpu, chunkSize: chunkSize)
            let (value, gradient) = try loss.valueAndGradient(
                states, targets: batch.targets, weights: batch.weights, to: trainer.gradients)
            #expect(
                try abs(loss.value(states, targets: batch.targets, weights: batch.weights) - value) < 1e-6 * value)
            return (value, try gradient.floats())
        }
        let whole = try result(chunkSize: .max)
        for chunkSize in [1, 3, batch.targets.count - 1] {
            let pieces = try result(chunkSize: chunkSize)
            #expect(abs(pieces.loss - whole.loss) < 1e-6 * whole.loss)
            #expect(relativeError(pieces.gradient, whole.gradient) < 1e-5)
        }
    }

    private static func trainer(
        _ reference: ReferenceModel
    ) throws -> (Trainer, [TrainingRow], ReferenceModel.Cases.Training) {
        let cases = try reference.cases()
        let training = try #require(cases.training)
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let adapter = try LowRankAdapter(loading: reference.folder.appending(path: "adapter"), for: model)
        let rows = cases.rows.indices.map { row in
            TrainingRow(
                id: "\(row)", tokens: cases.rows[row],
                weights: zip(training.supervised[row], training.weights[row]).map { $0 ? $1 : 0 })
        }
        let settings = Trainer.Settings(
            schedule: .init(
                peak: training.learningRate, shape: .constant, warmupFraction: 0, totalSteps: training.losses.count),
            optimizer: .init(weightDecay: training.weightDecay), clipNorm: training.maximumGradientNorm, seed: 0)
        return (try Trainer(model, adapter, settings), rows, training)
    }

    /// Compares what belongs to each matrix of the adapter with PEFT's, under the keys that PEFT gives them in a file.
    private static func compare(
        _ adapter: LowRankAdapter, _ reference: ReferenceModel, _ prefix: String, tolerance: Float,
        _ values: [Tensor]
    ) throws {
        for (index, path) in adapter.paths.enumerated() {
            for (name, value) in [("lora_A", values[2 * index]), ("lora_B", values[2 * index + 1])] {
                let expected = try reference.expected("\(prefix).base_model.model.\(path).\(name).weight")
                #expect(try relativeError(value.floats(), expected) < tolerance, "\(path).\(name)")
            }
        }
    }
}
