import Torch

/// The AdamW optimizer (Loshchilov and Hutter 2019) over a fixed list of parameters.
package final class AdamW {
    /// What does not change from step to step.
    package struct Settings: Sendable, Hashable, Codable {
        package var betas = [0.9, 0.999]
        package var epsilon = 1e-8
        package var weightDecay = 0.0

        package init(weightDecay: Double = 0) {
            self.weightDecay = weightDecay
        }
    }

    private let settings: Settings
    private let parameters: [Tensor]
    /// The running means of the gradients, one per parameter, float32.
    let firstMoments: [Tensor]
    /// The running means of the squared gradients, one per parameter, float32.
    let secondMoments: [Tensor]
    private var steps: [Tensor]

    package init(_ parameters: [Tensor], _ settings: Settings) throws {
        self.settings = settings
        self.parameters = parameters
        firstMoments = try parameters.map { try .zeros($0.shape, on: $0.device) }
        secondMoments = try parameters.map { try .zeros($0.shape, on: $0.device) }
        steps = []
        try setStepCount(0)
    }

    /// Says how many steps the moments come from, which the correction of their bias depends on.
    func setStepCount(_ count: Int) throws {
        steps = try parameters.map { try .full([], Double(count), on: $0.device) }
    }

    /// Moves the parameters against `gradients`, one per parameter.
    package func step(_ gradients: [Tensor], learningRate: Double) throws {
        try recordingGradients(false) {
            for step in steps { try step.addInPlace(.full([], 1, on: step.device)) }
            try Tensor.adamWStepInPlace(
                parameters: parameters, gradients: gradients, firstMoments: firstMoments, secondMoments: secondMoments,
                steps: steps, learningRate: learningRate, betas: (settings.betas[0], settings.betas[1]),
                epsilon: settings.epsilon, weightDecay: settings.weightDecay)
        }
    }
}
