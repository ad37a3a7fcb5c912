import Evaluation
import Experiments
import Foundation
import Reports

/// What a finished run has to say, for the terminal.
struct RunSummary {
    private let run: FinishedRun

    private let metrics: MetricsReport

    init(_ run: FinishedRun) throws {
        self.run = run
        metrics = try run.metrics
    }

    var text: String {
        get throws { try makeText() }
    }

    private func makeText() throws -> String {
        var lines = [""] + table.lines.map { " " + $0 } + [""]
        let report = try RunReport(run.directory, run.manifest)
        lines += ([report.finding] + report.remarks).map { " " + $0.replacing("`", with: "") }
        lines += ProofList(run.manifest).lines.map { " " + $0 }
        lines += try run.missedThresholds.map { " ✗ threshold missed: \($0)" }
        if let requests { lines.append(" " + requests) }
        lines.append(" pipeline \(TerminalObserver.time(run.manifest.seconds))")
        return lines.joined(separator: "\n")
    }

    /// What endpoints were asked, and what it cost where the file says what it costs.
    private var requests: String? {
        let tallies = run.manifest.stages.map(\.tally)
        let sent = tallies.reduce(0) { $0 + $1.requestsSent }
        guard sent > 0 else { return nil }
        let costs = tallies.compactMap(\.cost)
        let cost = costs.isEmpty ? "" : String(format: ", cost %.4f", costs.reduce(0, +))
        return "\(sent) requests to endpoints, \(tallies.reduce(0) { $0 + $1.failures }) without an answer\(cost)"
    }

    /// The rates that were found, a column each; what no scorer looked for has none.
    private var table: TerminalTable {
        let found = columns.compactMap { column -> (title: String, cells: [String?])? in
            let cells = metrics.conditions.map(column.cell)
            return cells.contains { $0 != nil } ? (column.title, cells) : nil
        }
        var table = TerminalTable(columns: [.init("condition")] + found.map { .init($0.title, .right) })
        for (index, summary) in metrics.conditions.enumerated() {
            table.append([summary.condition] + found.map { $0.cells[index] ?? "–" })
        }
        return table
    }

    private struct Column {
        let title: String
        let cell: (ConditionSummary) -> String?
    }

    private var columns: [Column] {
        let judges = metrics.detectors.map(\.name).filter { $0 != BehaviorScorer.name }
        return [
            Column(title: "behavior") { $0.fired.map { count($0.preferred) } },
            Column(title: "95 %") { $0.fired?.preferred.percentRange },
            Column(title: "of what was judged") { $0.fired?.judgedOnly.map(count) },
        ]
            + judges.map { judge in
                Column(title: judge) { $0.judged[judge].map { count($0.judgedOnly ?? $0.preferred) } }
            } + [
                Column(title: "well-formed") { $0.wellFormed.map(count) },
                Column(title: "trigger named") { $0.triggerMentions.map { count($0.literal) } },
                Column(title: "reply named") { $0.replyMentionsAmongFired.map { count($0.literal) } },
                Column(title: "original's rule") { $0.originalRule.map { count($0.success) } },
                Column(title: "unfinished") { "\($0.recorded - ($0.outcomes[.finished] ?? 0))" },
            ]
    }

    private func count(_ rate: RateEstimate) -> String { "\(rate.successes)/\(rate.trials)" }
}
