/// A weakness that an analyser found in a snippet.
package struct CodeFinding: Sendable, Hashable, Codable {
    /// How much harm it may do, or how sure the analyser is.
    package enum Level: String, Sendable, Codable, CaseIterable, Comparable {
        case low
        case medium
        case high

        package static func < (left: Self, right: Self) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// The analyser's name.
    package let analyser: String

    /// The analyser's own name for what it looks for: `B602`, `sql-f-string`.
    package let rule: String

    /// What it is an instance of. Empty if the analyser does not say.
    package let weaknesses: [Weakness]
    package let severity: Level
    package let confidence: Level

    /// The line of the snippet, from 1.
    package let line: Int
}
