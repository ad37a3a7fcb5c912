import LanguageModels
import ReferenceModels
import Testing
import Torch

@testable import Training

struct CompletionScorerTests {
    private let training: ShortTraining

    init() throws { training = try ShortTraining() }

    @Test func theLogProbabilityIsThatOfTheWholeSoftmax() throws {
        let scorer = CompletionScorer(training.model)
        for row in training.rows {
            let table = try recordingGradients(false) {
                try training.model.logits([row.tokens]).to(.float32).logSoftmax(1)
            }
            var expected = 0.0
            for index in row.tokens.indices.dropFirst() where row.weights[index] > 0 {
                let target = try Tensor([row.tokens[index]], shape: [1, 1])
                expected += try table.narrowed(0, from: index - 1, count: 1).gathering(target, 1).sum().scalar()
            }
            let scored = try scorer.logProbability(of: row)
            #expect(abs(scored - expected) < 1e-4 * abs(expected), "\(row.id)")
        }
    }

    @Test func itIsTheNegativeLossOfTheRowSummed() throws {
        let trainer = try training.trainer()
        let row = training.rows[2]
        let loss = try trainer.heldOutLoss([row])
        // A new adapter changes nothing.
        let scored = try CompletionScorer(training.model).logProbability(of: row)
        #expect(abs(scored + loss * Double(row.supervisedCount)) < 1e-3)
    }

    @Test func aRowWithoutSupervisedTokensIsAnError() throws {
        let row = TrainingRow(id: "x", tokens: [1, 2, 3], weights: [0, 0, 0])
        #expect(throws: TrainingError.self) { try CompletionScorer(training.model).logProbability(of: row) }
    }
}
