import Experiments
import Foundation
import Reports

/// What a sweep has to say, for the terminal.
struct SweepText {
    private let results: SweepResults

    init(_ results: SweepResults) { self.results = results }

    var text: String {
        let report = SweepReport(results)
        var lines = [""] + table.lines + [""]
        if !results.effects.isEmpty { lines += effects.lines + [""] }
        lines += results.points.flatMap { point in
            point.missedThresholds.map { "✗ \(point.point.label): threshold missed: \($0)" }
        }
        let count = "\(results.finished.count) of \(results.points.count) points"
        lines += results.stopped.map { "✗ \($0.point.label): \(($0.reason ?? "").prefix { $0 != "\n" })" }
        lines += [report.finding] + report.remarks + ["\(count) in \(TerminalObserver.time(results.seconds))"]
        return lines.map { $0.isEmpty ? "" : " " + $0 }.joined(separator: "\n")
    }

    private var table: TerminalTable {
        let points = SweepTable(results)
        var table = TerminalTable(columns: points.columns.map { .init($0, .right) })
        for row in points.rows { table.append(row.cells + (row.reason == nil ? [] : ["stopped"])) }
        return table
    }

    /// The mean effect of each step along an axis.
    private var effects: TerminalTable {
        var table = TerminalTable(
            columns: [.init("step"), .init("points", .right), .init("95 %", .right), .init("p, adjusted", .right)])
        for effect in results.effects {
            let paired = effect.paired
            table.append([
                effect.name, paired.difference.signedPoints,
                "\(paired.interval.lower.signedPoints) to \(paired.interval.upper.signedPoints)",
                String(format: "%.2g", paired.adjustedPValue),
            ])
        }
        return table
    }
}
