import Evaluation

/// How many transcripts of a run there are of each kind, without those of which there are none.
package struct TranscriptFacets: Sendable, Hashable {
    package struct Count<Value: Sendable & Hashable>: Sendable, Hashable {
        package let value: Value
        package let count: Int
    }

    /// What one scorer found, most frequent first.
    package struct Scorer: Sendable, Hashable {
        package let name: String
        package let values: [Count<VerdictMatch.Value>]
    }

    package let total: Int
    /// As declared.
    package let conditions: [Count<String>]
    package let outcomes: [Count<Outcome>]
    /// In the order in which the scorers were first met.
    package let scorers: [Scorer]
    package let disagreeing: Int
    package let labelled: Int
    package let contradicted: Int
}
