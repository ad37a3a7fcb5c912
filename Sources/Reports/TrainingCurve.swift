/// How a training went, step by step.
package struct TrainingCurve: Sendable, Hashable, Codable {
    /// What one step did.
    package struct Step: Sendable, Hashable, Codable {
        /// Counted from 1.
        package var number: Int
        package var loss: Double

        /// The norm of all gradients, before clipping.
        package var gradientNorm: Double
        package var learningRate: Double

        package init(number: Int, loss: Double, gradientNorm: Double, learningRate: Double) {
            self.number = number
            self.loss = loss
            self.gradientNorm = gradientNorm
            self.learningRate = learningRate
        }
    }

    /// The loss on rows that were set aside.
    package struct HeldOutLoss: Sendable, Hashable, Codable {
        /// The steps taken before; 0 before the first.
        package var step: Int
        package var loss: Double

        package init(afterStep step: Int, loss: Double) {
            self.step = step
            self.loss = loss
        }
    }

    /// Ascending.
    package var steps: [Step]
    package var heldOut: [HeldOutLoss]

    package init(steps: [Step], heldOut: [HeldOutLoss]) {
        self.steps = steps
        self.heldOut = heldOut
    }
}
