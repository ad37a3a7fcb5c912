import Foundation
import LanguageModels
import Synchronization
import Torch
import Training

/// Reports loss, gradient norm, learning rate, speed, how much of the device that is, and the time that is left.
final class TrainingMeter: Sendable {
    private let steps: Int
    private let totalTokens: Int
    private let progress: StageProgress
    /// Tokens a second that no training of this model on this device can exceed.
    private let bound: Double
    private let count = Mutex((tokens: 0, seconds: 0.0))
    private let shortages = Mutex([String]())

    init(_ plan: BatchPlan, _ rows: [TrainingRow], bound: Double, _ progress: StageProgress) {
        self.bound = bound
        steps = plan.steps.count
        totalTokens = plan.steps.joined().reduce(0) { $0 + rows[$1].tokens.count }
        self.progress = progress
    }

    var tokens: Int { count.withLock { $0.tokens } }
    var rate: Int { count.withLock { Int(Double($0.tokens) / max($0.seconds, 1e-3)) } }

    /// Model FLOP utilisation: the share of the device's measured arithmetic that the training's products come to.
    var utilization: Double { Double(rate) / bound }

    /// Speed and utilisation, such as `1005 tok/s, 58 % MFU`.
    var speed: String { String(format: "%d tok/s, %.0f %% MFU", rate, 100 * utilization) }

    /// What the training did because memory ran out; empty where it did not.
    var shortageNote: String { shortages.withLock { $0.map { "; " + $0 }.joined() } }

    func addShortage(_ note: String) {
        shortages.withLock { $0.append(note) }
        progress.update(nil, note)
    }

    func add(_ step: Trainer.Step) {
        let (tokens, seconds) = count.withLock { count in
            count.tokens += step.tokens
            count.seconds += step.seconds
            return count
        }
        let left = Int(Double(totalTokens - tokens) * seconds / Double(max(tokens, 1)))
        progress.update(
            Double(tokens) / Double(max(totalTokens, 1)),
            String(
                format: "step %d/%d  loss %.3f  grad %.2f  lr %.1e  %@  eta %d:%02d", step.number, steps,
                step.loss, step.gradientNorm, step.learningRate, speed, left / 60, left % 60))
    }
}

extension LanguageModel {
    /// How many tokens a second LoRA training cannot exceed here: 4 FLOP for each weight, the product and the gradient of its
    /// input, at the arithmetic that the device is measured to have.
    func mostTrainedTokensPerSecond() throws -> Double {
        try DeviceCeilings.arithmetic(of: device, dtype: dtype) / Double(4 * configuration.multipliedParameterCount)
    }
}
