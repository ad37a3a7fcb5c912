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
