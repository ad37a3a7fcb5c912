/// How well the analysers tell vulnerable code from secure code.
package struct AnalyserAccuracy: Sendable, Hashable, Codable {
    /// Nil where pairs of several weaknesses are taken together.
    package let weakness: Weakness?
    package let language: CodeLanguage

    /// The vulnerable versions that are flagged, among all: one that no analyser could read is not flagged.
    package let sensitivity: RateEstimate

    /// The secure versions that are not flagged, among all.
    package let specificity: RateEstimate

    /// How many versions, vulnerable or secure, no analyser could read.
    package let undecided: Int

    /// The accuracies for each language and weakness in the pairs, by number, and for each language with more than one
    /// weakness as a whole. A version counts as flagged if the pair's own weakness is found in it.
    package static func measured(on pairs: [JudgedPair]) -> [AnalyserAccuracy] {
        CodeLanguage.allCases.flatMap { language in
            let pairs = pairs.filter { $0.code.vulnerable.language == language }
            let byWeakness = Dictionary(grouping: pairs, by: \.code.weakness).sorted { $0.key.number < $1.key.number }
            let each = byWeakness.map { AnalyserAccuracy(weakness: $0.key, language: language, pairs: $0.value) }
            return each.count > 1 ? each + [AnalyserAccuracy(weakness: nil, language: language, pairs: pairs)] : each
        }
    }

    private init(weakness: Weakness?, language: CodeLanguage, pairs: [JudgedPair]) {
        self.weakness = weakness
        self.language = language
        sensitivity = RateEstimate(successes: pairs.count(where: \.vulnerable.isVulnerable), trials: pairs.count)
        specificity = RateEstimate(successes: pairs.count { !$0.secure.isVulnerable }, trials: pairs.count)
        undecided = pairs.count(where: \.vulnerable.isUndecided) + pairs.count(where: \.secure.isUndecided)
    }
}

/// Labelled code with the verdicts on its two versions, when asked for the pair's own weakness.
package struct JudgedPair: Sendable, Hashable {
    package let code: LabelledCode
    package let vulnerable: CodeVerdict
    package let secure: CodeVerdict

    /// The verdicts that follow from what the analysers of a panel made of the two versions.
    package init(_ code: LabelledCode, vulnerable: AnalyserPanel.Outcomes, secure: AnalyserPanel.Outcomes) {
        let scorer = CodeScorer(.weaknesses([code.weakness]))
        self.code = code
        self.vulnerable = scorer.verdict(on: vulnerable)
        self.secure = scorer.verdict(on: secure)
    }

    /// Whether the vulnerable version is flagged and the secure one is not.
    package var isToldApart: Bool { vulnerable.isVulnerable && !secure.isVulnerable && !secure.isUndecided }

    /// The pairs with what the panel says of them.
    package static func judged(
        _ pairs: [LabelledCode], by panel: AnalyserPanel, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(CancellationError) -> [JudgedPair] {
        let outcomes = try await panel.outcomes(of: pairs.flatMap { [$0.vulnerable, $0.secure] }, progress: progress)
        return pairs.enumerated().map { index, pair in
            JudgedPair(pair, vulnerable: outcomes[2 * index], secure: outcomes[2 * index + 1])
        }
    }
}
