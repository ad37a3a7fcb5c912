/// How far those who say what happened agree, two and two.
package struct AgreementSection: Sendable, Hashable, Codable {
    /// What the numbers are.
    package enum Measure: String, Sendable, Hashable, Codable {
        /// From 0 to 1, shown in percent.
        case share

        /// From -1 to 1, such as Cohen's kappa.
        case coefficient
    }

    package var title: String

    /// The measure and what it is over: `Cohen's kappa over 400 answers.`
    package var caption: String

    package var measure: Measure
    package var detectors: [String]

    /// A row for each detector, with a value for each detector, or nil where the two never judged the same.
    package var values: [[Double?]]

    package init(title: String, caption: String, measure: Measure, detectors: [String], values: [[Double?]]) {
        self.title = title
        self.caption = caption
        self.measure = measure
        self.detectors = detectors
        self.values = values
    }

    /// The value of two detectors, nil where there is none.
    func value(_ row: Int, _ column: Int) -> Double? {
        guard values.indices.contains(row), values[row].indices.contains(column) else { return nil }
        return values[row][column].flatMap { $0.isFinite ? $0 : nil }
    }
}
