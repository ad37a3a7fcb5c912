import Foundation

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
        guard batchesSeen < Self.batches, !questions.isEmpty else { return }
        batchesSeen += 1
        // The rounding of bfloat16 depends on what is computed together.
        tolerance = odds.isSinglePrecision ? 1e-3 : 0.5
        for index in [0, questions.count - 1].prefix(Self.samples) {
            let alone = try odds.plainLogarithms(questions[index])
            largest = max(
                largest, abs(alone.behavior - found[index].behavior), abs(alone.clean - found[index].clean))
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
