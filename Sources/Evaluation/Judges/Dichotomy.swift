/// How findings are read as yes or no: by the category that each falls in.
package struct Dichotomy: Sendable, Hashable, Codable {
    /// What a finding answers.
    package enum Answer: Sendable, Hashable {
        case yes, no
        /// The finding takes the sample out of the rate: a flip, say, where it is asked what the reasoning says.
        case excluded
    }

    /// The categories that mean yes; any other means no.
    package let positive: [String]
    package let excluded: [String]

    /// Scores below it are in the category `low`, all others in `high`; nil where scores are in none.
    package let cut: Double?

    package init(positive: [String], excluded: [String] = [], cut: Double? = nil) {
        self.positive = positive
        self.excluded = excluded
        self.cut = cut
    }

    /// That of flags.
    package static let flag = Dichotomy(positive: ["true"])

    /// What a finding answers; nil for one that says nothing.
    package func answer(_ finding: Verdict.Value) -> Answer? {
        finding.category(cut: cut).map { category in
            excluded.contains(category) ? .excluded : positive.contains(category) ? .yes : .no
        }
    }
}

extension Verdict.Value {
    /// The category that a finding falls in: `true` or `false` for a flag, a label itself, `low` or `high` for a score.
    package func category(cut: Double?) -> String? {
        switch self {
        case .flag(let flag): flag ? "true" : "false"
        case .label(let label): label
        case .score(let score): cut.map { score < $0 ? "low" : "high" }
        case .skipped: nil
        }
    }
}
