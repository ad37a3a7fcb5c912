import Endpoints
import Evaluation

/// Counts how asking a judge ended.
struct JudgementCensus {
    var tally = StageTally()
    private let judge: Experiment.Judge
    private let prompt: JudgePrompt
    private var verdicts = 0
    private var categories: [String: Int] = [:]
    private var refused = 0
    private var unparsable: [String] = []
    private var failures: [String] = []

    init(_ judge: Experiment.Judge, asking prompt: JudgePrompt) {
        self.judge = judge
        self.prompt = prompt
    }

    mutating func add(_ answer: JudgeAnswer?) {
        guard let answer else { return }
        tally.records += 1
        tally.promptTokens += answer.usage.prompt
        tally.completionTokens += answer.usage.completion
        let outcome = answer.verdict(of: judge, on: prompt).outcome
        switch outcome {
        case .refused: refused += 1
        case .unparsable(let excerpt): unparsable.append("\(answer.id): \(excerpt)")
        case .failed(let reason): failures.append("\(answer.id): \(reason)")
        case .flag, .label, .score: verdicts += 1
        }
        if let category = prompt.scale.category(of: outcome.value) { categories[category, default: 0] += 1 }
        tally.failures = failures.count
    }

    var summary: String {
        let counts = prompt.scale.categories.map { "\(categories[$0] ?? 0) \($0)" }.joined(separator: ", ")
        return "\(tally.records) samples judged: \(counts), \(refused) refused, \(unparsable.count) unparsable"
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
    func proofs(stage: String, wanted: Int, ofCode: Bool) -> [Proof] {
        guard wanted > 0 else { return [] }
        return [
            Proof(
                ofCode ? "judge-was-tried-on-labelled-code" : "judge-was-tried-on-labelled-transcripts", stage: stage,
                measured: "\(agreement), \(wanted - answered) of \(wanted) without verdict", expected: "stated",
                passed: answered > 0, evidence: accuracies,
                meaning: "nothing is known of the judge's errors, so its rates cannot be corrected")
        ]
    }

    /// Kappa, and for a judge that gives scores how far they are from the true ones.
    package var agreement: String {
        let kappa = kappa().map {
            String(format: "kappa %.2f (%.2f to %.2f)", $0.kappa, $0.interval.lower, $0.interval.upper)
        }
        let scores = scores.map { scores in
            String(format: "mean absolute error %.1f", scores.meanAbsoluteError)
                + (scores.rankCorrelation.map { String(format: ", rank correlation %.2f", $0) } ?? "")
        }
        return [kappa ?? "kappa undefined", scores].compactMap(\.self).joined(separator: ", ")
    }

    /// Sensitivity and specificity of each rate, or of each category where there are more than two.
    package var accuracies: [String] {
        let categories = scale.categories.count > 2 ? scale.categories.map { ($0, matrix(of: $0)) } : []
        let rates = scale.rates.compactMap { rate in
            categories.isEmpty || rate.name.map { !scale.categories.contains($0) } ?? true
                ? (rate.name ?? "yes", matrix(for: rate.dichotomy)) : nil
        }
        return (rates + categories).map { name, matrix in
            "\(name): sensitivity \(matrix.sensitivity()), specificity \(matrix.specificity())"
        }
    }
}
