import Evaluation
import Experiments
import Reports

/// Two runs side by side: their rates, how these differ, and what may be why.
struct ComparePage: Page {
    static let template = "compare"

    let page = "compare"
    let title: String
    let first: RunLink
    let second: RunLink
    let rows: [Row]
    let chart: HTML?
    let missing: [String]
    let experiment: [RunComparison.Change]
    let provenance: [RunComparison.Change]

    init(_ first: ViewedRun, _ second: ViewedRun, _ comparison: RunComparison) {
        title = "\(first.name) and \(second.name)"
        self.first = RunLink(name: first.name, path: first.path)
        self.second = RunLink(name: second.name, path: second.path)
        rows = comparison.rows.map { Row($0, name: comparison.name(of: $0)) }
        chart = rows.isEmpty ? nil : comparison.contrasts.figure(id: "differences")
        missing = [(comparison.onlyFirst, first.name), (comparison.onlySecond, second.name)].filter { !$0.0.isEmpty }
            .map { "Only in \($1): \($0.joined(separator: ", "))." }
        experiment = comparison.experiment
        provenance = comparison.provenance
    }

    struct RunLink: Sendable {
        let name: String
        let path: String
    }

    /// One condition in both runs.
    struct Row: Sendable {
        let name: String
        let first: String
        let second: String
        let difference: String
        let interval: String
        let pValue: String
        let prompts: String

        init(_ row: RunComparison.Row, name: String) {
            self.name = name
            first = "\(row.first)"
            second = "\(row.second)"
            difference = row.effect?.signedPoints ?? "–"
            interval = "\(row.interval.lower.signedPoints) to \(row.interval.upper.signedPoints)"
            pValue = row.paired?.adjustedPValue.probability ?? "–"
            prompts = row.paired.map { "\($0.prompts)" } ?? "none"
        }
    }
}
