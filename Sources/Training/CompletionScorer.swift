import LanguageModels
import Torch

/// How probable a model finds completions that are given to it.
package struct CompletionScorer {
    private let model: LanguageModel

    package init(_ model: LanguageModel) {
        self.model = model
    }

    /// The natural logarithm of the probability of a row's supervised tokens, each after all that stands before it; weights
    /// multiply a token's logarithm.
    ///
    /// The same as the negative loss of the row, summed and not averaged.
    package func logProbability(of row: TrainingRow) throws -> Double {
        let batch = PackedBatch([row])
        guard !batch.targets.isEmpty else { throw TrainingError.nothingSupervised }
        return try -batch.summedLoss(model, nil)
    }
}
