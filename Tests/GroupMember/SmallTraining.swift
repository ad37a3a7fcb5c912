import Foundation
import LanguageModels
import Provenance
import ReferenceModels
import Torch
import Training

/// What a training of a few steps leaves, in one process or several.
struct SmallTraining: Encodable {
    private(set) var wasCancelled = false
    private(set) var resumedStepCount = 0
    private(set) var losses: [Double] = []
    private(set) var gradientNorms: [Double] = []
    private(set) var heldOutLosses: [Double] = []
    let adapter: [Float]

    /// - Parameter arguments: the folder of the checkpoint and, for a process that stops itself, after how many steps.
    init(_ environment: LaunchEnvironment, _ arguments: [String]) throws {
        let group = try environment.processCount > 1 ? ProcessGroup(environment, patience: .seconds(20)) : nil
        let model = try LanguageModel(loading: ReferenceModel("qwen2").folder, dtype: .float32, device: .cpu)
        let configuration = AdapterConfiguration(rank: 4, alpha: 8, targets: .allLinear)
        // The second process begins with another adapter: it must be given that of the first.
        let adapter = try LowRankAdapter(for: model, configuration, seed: UInt64(environment.rank))
        let schedule = LearningRateSchedule(
            peak: 0.0005, shape: .linear, warmupFraction: 0.2, totalSteps: Self.steps.count)
        let trainer = try Trainer(
            model, adapter, .init(schedule: schedule, clipNorm: 0.5, seed: 7), group.map(DataParallelism.init))
        let session = TrainingSession(
            trainer, rows: Self.rows, heldOut: Array(Self.rows.prefix(3)), plan: BatchPlan(steps: Self.steps),
            checkpoint: URL(filePath: arguments[0]).appending(path: "checkpoint"), key: SHA256Digest(ofUTF8: "small"),
            stepsPerCheckpoint: 100)
        let stop = arguments.count > 1 && group?.isFirst != true ? Int(arguments[1]) : nil
        do {
            let result = try session.run { step in
                if step.number == stop { withUnsafeCurrentTask { $0?.cancel() } }
            }
            resumedStepCount = result.resumedStepCount
            heldOutLosses = [result.heldOutLossBefore, result.heldOutLossAfter]
        } catch is CancellationError {
            wasCancelled = true
        }
        losses = trainer.log.map(\.loss)
        gradientNorms = trainer.log.map(\.gradientNorm)
        self.adapter = try adapter.parameters.flatMap { try $0.floats() }
        group?.leave()
    }

    /// Rows of different lengths and weights; the sixth has nothing supervised.
    private static let rows = (0..<7).map { index in
        let tokens = (0..<3 + 5 * index).map { (17 * index + 29 * $0) % 100 }
        return TrainingRow(
            id: "\(index)", tokens: tokens, weights: tokens.indices.map { index == 5 || $0 < 2 ? 0 : Float(1 + $0 % 3) }
        )
    }

    /// In some steps there is one row for two processes, or nothing supervised for one of them.
    private static let steps = [[0, 1, 2, 3], [4], [6, 5], [5, 3], [0, 1, 2, 3, 4, 5, 6], [2, 0]]
}
