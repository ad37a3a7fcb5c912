/// Means, or differences of means, that belong in one chart, on an axis of their own unit.
package struct EffectSection: Sendable, Hashable, Codable {
    package var title: String
    /// What was changed, and how the intervals were made.
    package var caption: String
    /// `nats`.
    package var unit: String
    /// The ends of the axis; nil for differences, which are drawn around zero.
    package var axis: ClosedRange<Double>?
    package var rows: [Row]

    package struct Row: Sendable, Hashable, Codable {
        package var name: String
        /// Nil where no condition is meant.
        package var role: Role?
        package var mean: Double
        /// The interval's ends; nil where there is none.
        package var low: Double?
        package var high: Double?
        /// The prompts that the mean is over.
        package var n: Int

        package init(name: String, role: Role? = nil, mean: Double, low: Double?, high: Double?, n: Int) {
            self.name = name
            self.role = role
            self.mean = mean
            self.low = low
            self.high = high
            self.n = n
        }
    }

    package init(
        title: String, caption: String, unit: String, axis: ClosedRange<Double>? = nil, rows: [Row]
    ) {
        self.title = title
        self.caption = caption
        self.unit = unit
        self.axis = axis
        self.rows = rows
    }
}
