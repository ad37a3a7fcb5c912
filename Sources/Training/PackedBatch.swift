import LanguageModels
import Torch

/// Whole rows one after the other, without padding, with the positions whose next token is supervised.
package struct PackedBatch: Sendable {
    package let lengths: [Int]
    /// The flat tokens of all rows.
    package let tokens: [Int]
    /// Flat indices of the tokens that predict a supervised one.
    package let predictors: [Int]
    /// The supervised tokens, one per predictor.
    package let targets: [Int]
    /// The weights of the targets' losses.
    package let weights: [Float]

    package init(_ rows: [TrainingRow]) {
        lengths = rows.map(\.tokens.count)
        tokens = rows.flatMap(\.tokens)
        var predictors: [Int] = []
        var targets: [Int] = []
        var weights: [Float] = []
        var start = 0
        for row in rows {
            for index in row.tokens.indices.dropFirst() where row.weights[index] > 0 {
                predictors.append(start + index - 1)
                targets.append(row.tokens[index])
                weights.append(row.weights[index])
            }
            start += row.tokens.count
        }
        self.predictors = predictors
        self.targets = targets
        self.weights = weights
    }

    /// The sum of the weights, which the loss is divided by.
    package var totalWeight: Double { weights.reduce(0) { $0 + Double($1) } }

    /// The weighted losses of all supervised tokens, summed.
    func summedLoss(_ model: LanguageModel, _ adapter: LowRankAdapter?) throws -> Double {
        let pass = try PackedPass(model, adapter, lengths: lengths, tokens: tokens)
        let states = try pass.hiddenStates(at: predictors, keepsTape: false)
        let loss = try CompletionLoss(TrainedHead(model, adapter), totalWeight: 1, device: model.device)
        return try loss.value(states, targets: targets, weights: weights)
    }
}
