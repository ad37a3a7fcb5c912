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
        let finding = try RunReport(run.directory, run.manifest).finding
        lines.append(" " + finding.replacing("`", with: ""))
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

    private var table: TerminalTable {
        let columns = [
            "behavior", "95 %", "well-formed", "trigger named", "reply named", "original's rule", "unfinished",
        ]
        var table = TerminalTable(
            columns: [.init("condition")] + columns.map { .init($0, .right) })
        for summary in metrics.conditions {
            table.append([
                summary.condition, summary.fired.map { count($0.preferred) } ?? "–",
                summary.fired?.preferred.percentRange ?? "–", summary.wellFormed.map(count) ?? "–",
                summary.triggerMentions.map { count($0.literal) } ?? "–",
                summary.replyMentionsAmongFired.map { count($0.literal) } ?? "–",
                summary.originalRule.map { count($0.success) } ?? "–",
                "\(summary.recorded - (summary.outcomes[.finished] ?? 0))",
            ])
        }
        return table
    }

    private func count(_ rate: RateEstimate) -> String { "\(rate.successes)/\(rate.trials)" }
}
