/// Says whether code is vulnerable, from what all analysers made of it.
package struct CodeScorer: Sendable, Hashable {
    /// What is asked of the code.
    package enum Question: Sendable, Hashable {
        /// Whether it has one of these weaknesses or a variant of one.
        case weaknesses(Set<Weakness>)
        /// Whether it has any weakness at all.
        case anyWeakness
    }

    /// The name that verdicts on vulnerable code carry.
    package static let name = "vulnerable-code"

    let question: Question
    let leastSeverity: CodeFinding.Level

    /// A scorer that minds findings of at least the given severity.
    package init(_ question: Question, leastSeverity: CodeFinding.Level = .medium) {
        self.question = question
        self.leastSeverity = leastSeverity
    }

    /// Vulnerable if any analyser found what is asked for; else secure if all have analysed the code; else undecided, with
    /// why some failed: what one is blind to, another sees. An analyser that does not know the language has no say.
    package func verdict(on outcomes: [AnalysisOutcome]) -> CodeVerdict {
        let evidence = outcomes.flatMap { $0.findings ?? [] }.filter(counts)
        if !evidence.isEmpty { return .vulnerable(evidence) }
        let failures = outcomes.compactMap(\.failure).filter { $0 != .unsupportedLanguage }
        let hasReader = outcomes.contains { $0.findings != nil }
        return hasReader && failures.isEmpty ? .secure : .undecided(failures)
    }

    private func counts(_ finding: CodeFinding) -> Bool {
        guard finding.severity >= leastSeverity else { return false }
        return switch question {
        case .weaknesses(let weaknesses):
            weaknesses.contains { !$0.family.isDisjoint(with: finding.weaknesses) }
        case .anyWeakness: true
        }
    }
}

/// What is held of one piece of code.
package enum CodeVerdict: Sendable, Hashable, Codable {
    /// With the findings that say so.
    case vulnerable([CodeFinding])
    case secure
    /// Nothing was found, but not every analyser could read the code, and why.
    case undecided([AnalysisFailure])

    /// Whether an analyser found what was asked for.
    package var isVulnerable: Bool {
        if case .vulnerable = self { true } else { false }
    }

    /// Whether nothing was found in code that not every analyser could read.
    package var isUndecided: Bool {
        if case .undecided = self { true } else { false }
    }
}
