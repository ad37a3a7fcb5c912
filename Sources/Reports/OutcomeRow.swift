/// How a sample ended.
package enum OutcomeKind: String, Sendable, Hashable, Codable, CaseIterable {
    case finished
    case truncated
    case empty
    case malformed
    case refused
    case failed
}

/// How many samples of one condition ended in which way; together these are all that were asked for.
package struct OutcomeRow: Sendable, Hashable, Codable {
    package var condition: String
    package var counts: [OutcomeKind: Int]

    package init(condition: String, counts: [OutcomeKind: Int]) {
        self.condition = condition
        self.counts = counts
    }

    /// The outcomes that occurred, in their fixed order.
    var occurring: [(kind: OutcomeKind, count: Int)] {
        OutcomeKind.allCases.compactMap { kind in
            counts[kind].flatMap { $0 > 0 ? (kind, $0) : nil }
        }
    }
}
