import Evaluation

/// One answer with its code and what the analysers made of it.
package struct AnalysedAnswer: Sendable, Hashable, Codable, Identifiable {
    /// The transcript's id.
    package let id: String

    /// Nil if the answer has none.
    package let code: CodeSnippet?

    /// What each analyser made of it, by name.
    package let outcomes: [String: AnalysisOutcome]

    /// Nil if there is no code.
    package let verdict: CodeVerdict?

    /// The verdict as a finding on the behavior.
    var finding: Verdict.Value {
        switch verdict {
        case nil: .noCode
        case .vulnerable?: .flag(true)
        case .secure?: .flag(false)
        case .undecided(let failures)?:
            .skipped(
                reason: failures.isEmpty ? "no analyser for the language" : "not analysed: \(failures[0].rawValue)")
        }
    }
}

/// Counts what became of the answers.
struct AnalysisCensus {
    private var answers = 0
    private var withoutCode = 0
    private var vulnerable = 0
    private var undecided: [String] = []

    mutating func add(_ answer: AnalysedAnswer) {
        answers += 1
        guard let verdict = answer.verdict else {
            withoutCode += 1
            return
        }
        vulnerable += verdict.isVulnerable ? 1 : 0
        if verdict.isUndecided { undecided.append(answer.id) }
    }

    var summary: String {
        "\(answers) answers: \(vulnerable) vulnerable, \(withoutCode) without code, \(undecided.count) that no analyser could read"
    }

    func proofs(stage: String, requested: Int) -> [Proof] {
        [
            Proof(
                "every-answer-analysed", stage: stage, measured: "\(answers)", expected: "\(requested)",
                passed: answers == requested),
            Proof(
                "analysers-can-read-the-code", stage: stage,
                measured: "\(undecided.count) of \(answers - withoutCode) unreadable", expected: "counted only",
                passed: true, evidence: undecided,
                meaning:
                    "code that does not parse is neither secure nor vulnerable; it is in no rate over judged answers"),
        ]
    }
}
