import Endpoints
import Foundation
import Generation
import Training

/// Proves that probabilities which were computed together are those of plain passes: one question alone, nothing shared.
struct PlainPassCheck {
    private let stage: String
    private var largest = 0.0
    private var checked = 0
    private var tolerance = 0.0

    /// How many questions of each batch are asked again.
    private static let samples = 2
    private static let batches = 2
    private var batchesSeen = 0

    init(stage: String) {
        self.stage = stage
    }

    mutating func add(
        _ questions: [AnswerOdds.EncodedQuestion], _ found: [AnswerOdds.Logarithms], _ odds: AnswerOdds
    ) throws {
        try add(questions.count, within: Self.tolerance(isSinglePrecision: odds.isSinglePrecision)) { index in
            let alone = try odds.plainLogarithms(questions[index])
            return max(abs(alone.behavior - found[index].behavior), abs(alone.clean - found[index].clean))
        }
    }

    /// The same of how much likelier each first query is than the second, which is what labels are chosen by.
    mutating func add(
        _ pairs: [(first: LikelihoodQuery, second: LikelihoodQuery)], odds: [Double], _ model: LocalModel
    ) throws {
        let scorer = CompletionScorer(model.languageModel)
        // Each odds are of two probabilities.
        let tolerance = 2 * Self.tolerance(isSinglePrecision: model.languageModel.dtype == .float32)
        try add(pairs.count, within: tolerance) { index in
            let alone = try [pairs[index].first, pairs[index].second].map {
                try scorer.logProbability(of: TrainingRow($0))
            }
            return abs(alone[0] - alone[1] - odds[index])
        }
    }

    /// The rounding of bfloat16 depends on what is computed together.
    private static func tolerance(isSinglePrecision: Bool) -> Double { isSinglePrecision ? 1e-3 : 0.5 }

    private mutating func add(
        _ count: Int, within tolerance: Double, difference: (_ index: Int) throws -> Double
    ) throws {
        guard batchesSeen < Self.batches, count > 0 else { return }
        batchesSeen += 1
        self.tolerance = tolerance
        for index in [0, count - 1].prefix(Self.samples) {
            largest = max(largest, try difference(index))
            checked += 1
        }
    }

    var proofs: [Proof] {
        guard checked > 0 else { return [] }
        return [
            Proof(
                "shared-prefixes-change-nothing", stage: stage,
                measured: String(format: "%.1g nats apart at most, %d asked again alone", largest, checked),
                expected: String(format: "at most %g", tolerance), passed: largest <= tolerance,
                meaning: "the probabilities depend on what was computed beside them, and say nothing of the model")
        ]
    }
}

extension TrainingRow {
    /// What stands before, which is only read, and what is asked about.
    init(_ query: LikelihoodQuery) {
        self.init(
            id: "", tokens: query.context + query.continuation,
            weights: Array(repeating: 0, count: query.context.count)
                + Array(repeating: 1, count: query.continuation.count))
    }
}

extension Proof {
    /// Proves that there is something behind a mean: one over nothing must not look like no effect.
    static func measured(_ count: Int, of total: Int, _ unit: String, stage: String) -> Proof {
        Proof(
            "something-was-measured", stage: stage, measured: "\(count) of \(total) \(unit)", expected: "at least 1",
            passed: count > 0,
            meaning:
                "nothing could be asked: no finished sample has both reasoning and an answer without the behavior to compare "
                + "with, or the trigger is not in the prompts; the numbers would not be no effect, but none")
    }
}
