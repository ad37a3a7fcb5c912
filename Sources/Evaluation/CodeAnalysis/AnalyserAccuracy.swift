/// How well the analysers tell vulnerable code from secure code of one weakness.
package struct AnalyserAccuracy: Sendable, Hashable {
    package let weakness: Weakness
    package let language: CodeLanguage

    /// The vulnerable versions that are flagged, among all: one that no analyser could read is not flagged.
    package let sensitivity: RateEstimate

    /// The secure versions that are not flagged, among all.
    package let specificity: RateEstimate

    /// How many versions, vulnerable or secure, no analyser could read.
    package let undecided: Int

    /// The accuracies for each language and weakness in the pairs, by number, when asked for the pair's own weakness.
    package static func measured(
        on pairs: [LabelledCode], with analysers: [any CodeAnalyser]
    ) async -> [AnalyserAccuracy] {
        let snippets = pairs.map(\.vulnerable) + pairs.map(\.secure)
        var outcomes = snippets.map { _ in [AnalysisOutcome]() }
        for analyser in analysers {
            for (index, outcome) in await analyser.analyse(snippets).enumerated() { outcomes[index].append(outcome) }
        }
        let verdicts = zip(pairs + pairs, outcomes).map { pair, outcomes in
            CodeScorer(.weaknesses([pair.weakness])).verdict(on: outcomes)
        }
        let kinds = Dictionary(grouping: pairs.indices) { Kind(pairs[$0]) }
        return kinds.sorted { $0.key < $1.key }.map { kind, indices in
            let vulnerable = indices.map { verdicts[$0] }
            let secure = indices.map { verdicts[pairs.count + $0] }
            return AnalyserAccuracy(
                weakness: kind.weakness, language: kind.language,
                sensitivity: RateEstimate(successes: vulnerable.count(where: \.isVulnerable), trials: indices.count),
                specificity: RateEstimate(successes: secure.count { !$0.isVulnerable }, trials: indices.count),
                undecided: (vulnerable + secure).count(where: \.isUndecided))
        }
    }

    private struct Kind: Hashable, Comparable {
        let language: CodeLanguage
        let weakness: Weakness

        init(_ pair: LabelledCode) {
            language = pair.vulnerable.language
            weakness = pair.weakness
        }

        static func < (left: Self, right: Self) -> Bool {
            left.language == right.language ? left.weakness.number < right.weakness.number : left.language == .python
        }
    }
}
