/// The difference between two conditions' rates.
package struct ContrastRow: Sendable, Hashable, Codable {
    /// `triggered − clean`.
    package var name: String

    /// The difference and its interval's ends, from -1 to 1.
    package var difference: Double
    package var low: Double
    package var high: Double

    /// The prompts that the difference is over.
    package var n: Int

    /// How likely such a difference is if there is none, corrected for the number of contrasts by Holm's method.
    package var adjustedP: Double?

    package init(name: String, difference: Double, low: Double, high: Double, n: Int, adjustedP: Double? = nil) {
        self.name = name
        self.difference = difference
        self.low = low
        self.high = high
        self.n = n
        self.adjustedP = adjustedP
    }
}

/// Differences that belong in one chart.
package struct ContrastSection: Sendable, Hashable, Codable {
    package var title: String

    /// How the intervals were made: `Paired by prompt; Newcombe 95 % intervals.`
    package var caption: String

    package var rows: [ContrastRow]

    package init(title: String, caption: String, rows: [ContrastRow]) {
        self.title = title
        self.caption = caption
        self.rows = rows
    }
}
