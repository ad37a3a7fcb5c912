/// Rates against how much was done: training steps, or the strength of a steering vector.
package struct DoseSection: Sendable, Hashable, Codable {
    package var title: String

    /// The denominator and how the intervals were made.
    package var caption: String

    /// What a dose is: `training steps`.
    package var doseName: String

    package var series: [DoseSeries]

    package init(title: String, caption: String, doseName: String, series: [DoseSeries]) {
        self.title = title
        self.caption = caption
        self.doseName = doseName
        self.series = series
    }
}

/// The rates of one condition by dose.
package struct DoseSeries: Sendable, Hashable, Codable {
    package var name: String

    /// What the condition is, where the series is one condition.
    package var role: Role?

    package var points: [DosePoint]

    package init(name: String, role: Role? = nil, points: [DosePoint]) {
        self.name = name
        self.role = role
        self.points = points
    }
}

/// How often something happened at one dose.
package struct DosePoint: Sendable, Hashable, Codable {
    package var dose: Double
    package var successes: Int
    package var n: Int

    /// The interval's ends, from 0 to 1.
    package var low: Double
    package var high: Double

    package init(dose: Double, successes: Int, n: Int, low: Double, high: Double) {
        self.dose = dose
        self.successes = successes
        self.n = n
        self.low = low
        self.high = high
    }

    /// The rate from 0 to 1, or nil where nothing was counted.
    package var rate: Double? { n > 0 ? Double(successes) / Double(n) : nil }
}
