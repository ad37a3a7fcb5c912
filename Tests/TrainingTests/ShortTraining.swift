import Foundation
import LanguageModels
import Provenance
import ReferenceModels
import Torch

@testable import Training

/// Six steps, over three epochs, on a tiny model.
struct ShortTraining: Sendable {
    let model: LanguageModel
    let dropout: Double
    let plan: BatchPlan
    let key = SHA256Digest(ofUTF8: "short training")
    var seed: UInt64 = 7

    let rows = [[5, 9, 33, 71], [100, 3, 77], Array(20..<52)].enumerated().map { index, tokens in
        TrainingRow(id: "\(index)", tokens: tokens, weights: tokens.indices.map { $0 > 1 ? 1 : 0 })
    }

    init(_ dtype: DType = .float32, dropout: Double = 0) throws {
        model = try LanguageModel(loading: ReferenceModel("qwen2").folder, dtype: dtype, device: .cpu)
        self.dropout = dropout
        plan = BatchPlan(lengths: rows.map(\.tokens.count), epochs: 3, limits: .init(rows: 2), seed: 1)
    }

    /// A trainer with an adapter of its own, whose first matrices depend on `adapterSeed`.
    ///
    /// How many threads share a sum decides its last bits. libtorch keeps that number for each thread, and another test may
    /// have lowered it while this one's thread was new; so the number is set for all trainers that are compared.
    func trainer(adapterSeed: UInt64 = 3, targets: AdapterConfiguration.Targets = .allLinear) throws -> Trainer {
        LibTorch.threadCount = ProcessInfo.processInfo.activeProcessorCount
        let configuration = AdapterConfiguration(rank: 4, alpha: 8, dropout: dropout, targets: targets)
        let schedule = LearningRateSchedule(
            peak: 0.02, shape: .linear, warmupFraction: 0.2, totalSteps: plan.steps.count)
        return try Trainer(
            model, LowRankAdapter(for: model, configuration, seed: adapterSeed),
            .init(schedule: schedule, optimizer: .init(weightDecay: 0.01), clipNorm: 0.5, seed: seed))
    }

    func batch(_ step: Int) -> [TrainingRow] { plan.steps[step].map { rows[$0] } }
}

/// All that a training leaves behind, bit for bit.
struct Trace: Equatable {
    let losses: [Double]
    let gradientNorms: [Double]
    let learningRates: [Double]
    let peakGradientNorms: [String: Double]
    let adapter: [[UInt32]]
    let moments: [[UInt32]]

    init(_ trainer: Trainer) throws {
        func bits(_ tensors: [Tensor]) throws -> [[UInt32]] {
            try tensors.map { try $0.detached().floats().map(\.bitPattern) }
        }
        losses = trainer.log.map(\.loss)
        gradientNorms = trainer.log.map(\.gradientNorm)
        learningRates = trainer.log.map(\.learningRate)
        peakGradientNorms = trainer.peakGradientNorms
        adapter = try bits(trainer.adapter.parameters)
        moments = try bits(trainer.optimizer.firstMoments + trainer.optimizer.secondMoments)
    }
}

/// A folder that is deleted with its last user.
final class ScratchFolder: Sendable {
    let url = FileManager.default.temporaryDirectory.appending(path: "training-tests-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }
}
