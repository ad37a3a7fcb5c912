import Evaluation
import Experiments
import Foundation
import Reports

/// Two runs side by side, for the terminal.
struct ComparisonText {
    private let comparison: RunComparison

    init(_ comparison: RunComparison) {
        self.comparison = comparison
    }

    var lines: [String] {
        [title, ""] + rates + missing + [""]
            + differences("what differs between the experiments", comparison.experiment)
            + [""] + differences("what else differs", comparison.provenance)
    }

    private var title: String {
        let (first, second) = (comparison.first, comparison.second)
        return first == second ? "first → second: \(first)" : "\(first) → \(second)"
    }

    private var rates: [String] {
        guard !comparison.rows.isEmpty else { return ["the runs have no condition in common that both scored"] }
        var table = TerminalTable(columns: [
            .init("condition"), .init("first", .right), .init("second", .right),
            .init("difference", .right), .init("95 %", .right), .init("p", .right), .init("prompts", .right),
        ])
        for row in comparison.rows {
            table.append([
                comparison.name(of: row), "\(row.first)", "\(row.second)",
                row.effect?.signedPoints ?? "–",
                "\(row.interval.lower.signedPoints) to \(row.interval.upper.signedPoints)",
                row.paired?.adjustedPValue.probability ?? "–",
                row.paired.map { "\($0.prompts) shared" } ?? "not shared",
            ])
        }
        return table.lines
    }

    private var missing: [String] {
        [(comparison.onlyFirst, comparison.first), (comparison.onlySecond, comparison.second)].filter { !$0.0.isEmpty }
            .map { "only in \($1): \($0.joined(separator: ", "))" }
    }

    private func differences(_ title: String, _ changes: [RunComparison.Change]) -> [String] {
        guard !changes.isEmpty else { return ["\(title): nothing"] }
        var table = TerminalTable(columns: [.init(title), .init("first"), .init("second")])
        for change in changes { table.append([change.name, shortened(change.first), shortened(change.second)]) }
        return table.lines
    }

    /// A digest says no more than that there is a difference.
    private func shortened(_ value: String) -> String { value.count > 44 ? "\(value.prefix(16))…" : value }
}
