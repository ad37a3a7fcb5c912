import Foundation
import Synchronization
import Training

/// Reports loss, gradient norm, learning rate, speed and the time that is left.
final class TrainingMeter: Sendable {
    private let steps: Int
    private let totalTokens: Int
    private let progress: StageProgress
    private let count = Mutex((tokens: 0, seconds: 0.0))
    private let shortages = Mutex([String]())

    init(_ plan: BatchPlan, _ rows: [TrainingRow], _ progress: StageProgress) {
        steps = plan.steps.count
        totalTokens = plan.steps.joined().reduce(0) { $0 + rows[$1].tokens.count }
        self.progress = progress
    }

    var tokens: Int { count.withLock { $0.tokens } }
    var rate: Int { count.withLock { Int(Double($0.tokens) / max($0.seconds, 1e-3)) } }

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
                format: "step %d/%d  loss %.3f  grad %.2f  lr %.1e  %d tok/s  eta %d:%02d", step.number, steps,
                step.loss, step.gradientNorm, step.learningRate, rate, left / 60, left % 60))
    }
}
