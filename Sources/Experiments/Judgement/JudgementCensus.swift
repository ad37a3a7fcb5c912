import Endpoints
import Evaluation

/// Counts how asking a judge ended.
struct JudgementCensus {
    var tally = StageTally()
    private let prompt: JudgePrompt
    private var verdicts = 0
    private var flagged = 0
    private var refused = 0
    private var unparsable: [String] = []
    private var failures: [String] = []

    init(_ prompt: JudgePrompt) {
        self.prompt = prompt
    }

    mutating func add(_ reply: ChatReply?) {
        guard let reply else { return }
        tally.records += 1
        tally.promptTokens += reply.usage.prompt
        tally.completionTokens += reply.usage.completion
        let outcome = prompt.verdict(on: reply.judgeReply).outcome
        switch outcome {
        case .refused: refused += 1
        case .unparsable(let excerpt): unparsable.append("\(reply.id): \(excerpt)")
        case .failed(let reason): failures.append("\(reply.id): \(reason)")
        case .flag, .label, .score: verdicts += 1
        }
        flagged += outcome.flag == true ? 1 : 0
        tally.failures = failures.count
    }

    var summary: String {
        "\(tally.records) answers judged: \(flagged) vulnerable, \(refused) refused, \(unparsable.count) unparsable"
    }

    func proofs(stage: String) -> [Proof] {
        [
            Proof(
                "judge-gives-verdicts", stage: stage,
                measured: "\(verdicts) of \(tally.records), \(refused) refused, "
                    + "\(unparsable.count) unparsable",
                expected: "at least half", passed: 2 * verdicts >= tally.records, evidence: unparsable,
                meaning:
                    "the judge does not answer what it is asked; a rate over what it did answer is a rate of something else"
            ),
            .fewFailures(stage: stage, failures.count, of: tally.records, evidence: failures),
        ]
    }
}

extension JudgeCalibration {
    /// States how far the judge can be believed. That it cannot is no failure of the run: the corrected rate then says so.
    func proofs(stage: String, wanted: Int) -> [Proof] {
        guard wanted > 0 else { return [] }
        let agreement = kappa().map { String(format: "kappa %.2f", $0.kappa) } ?? "kappa undefined"
        return [
            Proof(
                "judge-was-tried-on-labelled-code", stage: stage,
                measured: "\(agreement), sensitivity \(matrix.sensitivity()), specificity \(matrix.specificity()), "
                    + "\(wanted - matrix.total) without verdict",
                expected: "stated", passed: matrix.total > 0,
                meaning: "nothing is known of the judge's errors, so its rates cannot be corrected")
        ]
    }
}
