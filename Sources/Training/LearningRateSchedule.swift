import Foundation

/// How the learning rate goes over the steps of a training.
package struct LearningRateSchedule: Sendable, Hashable {
    /// What follows the warm-up.
    package enum Shape: String, Sendable, Hashable, Codable, CaseIterable {
        case constant, linear, cosine
    }

    package var peak: Double
    package var shape: Shape
    package var warmupSteps: Int
    package var totalSteps: Int

    package init(peak: Double, shape: Shape, warmupFraction: Double, totalSteps: Int) {
        self.peak = peak
        self.shape = shape
        self.warmupSteps = Int((warmupFraction * Double(totalSteps)).rounded(.up))
        self.totalSteps = totalSteps
    }

    /// The learning rate of the step with this number, counted from 0.
    ///
    /// The warm-up rises in equal parts and reaches the peak in the step after it; no step has a rate of 0.
    package func rate(at step: Int) -> Double {
        if step < warmupSteps { return peak * Double(step + 1) / Double(warmupSteps + 1) }
        let progress = Double(step - warmupSteps) / Double(max(totalSteps - warmupSteps, 1))
        return switch shape {
        case .constant: peak
        case .linear: peak * max(0, 1 - progress)
        case .cosine: peak * 0.5 * (1 + cos(.pi * min(progress, 1)))
        }
    }
}
