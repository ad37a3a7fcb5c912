import Evaluation
import Experiments

/// The points of a sweep with what each found, as rows of text.
package struct SweepTable: Sendable {
    package let columns: [String]
    package let rows: [Row]

    package struct Row: Sendable {
        /// The folder of the point's run; nil where it has no report.
        package let folder: String?
        /// What stands in the columns; of a point that found nothing, only the values that make it.
        package let cells: [String]
        /// Why the point was stopped; nil for one that was not.
        package let reason: String?
    }

    package init(_ results: SweepResults) {
        let found = Self.columns(of: results).filter { column in
            results.points.contains { column.cell($0) != nil }
        }
        columns = results.sweep.axes.map(\.name) + found.map(\.title)
        rows = results.points.map { result in
            let values = result.point.values.map(\.label)
            return switch result.state {
            case .finished:
                Row(
                    folder: result.point.folder, cells: values + found.map { $0.cell(result) ?? "–" }, reason: nil)
            case .stopped(let reason): Row(folder: nil, cells: values, reason: reason.firstLine)
            case .pending: Row(folder: nil, cells: values, reason: nil)
            }
        }
    }

    private struct Column {
        let title: String
        let cell: (PointResult) -> String?
    }

    private static func columns(of results: SweepResults) -> [Column] {
        let experiment = results.experiment
        let triggered = experiment.conditions.first { $0.role(in: experiment) == .triggered }?.name
        return experiment.sweptConditions.map { condition in
            Column(title: condition) { $0.rate(condition)?.countAndRange }
        }
            + results.detectors.dropFirst().map { detector in
                Column(title: detector == PointResult.mentions ? "trigger named" : detector) { result in
                    triggered.flatMap { result.rate($0, detector) }.flatMap { $0.trials > 0 ? $0.countAndRange : nil }
                }
            } + [
                Column(title: "verdict") { $0.plant.map { $0.verdict.rawValue + ($0.isCertain ? "" : " ?") } },
                Column(title: "steps") { $0.steps.map(String.init) },
            ]
    }
}

extension SweepResults {
    /// All that said something of samples: whether the behavior fired, whether reasoning mentions the trigger, and judges.
    var detectors: [String] {
        let known = [BehaviorScorer.name, PointResult.mentions]
        return points.flatMap(\.rates).reduce(into: known) { known, rate in
            if !known.contains(rate.detector) { known.append(rate.detector) }
        }
    }
}

extension Experiment {
    /// The conditions in which the organism itself answers: what is varied cannot change the others.
    var sweptConditions: [String] {
        conditions.filter { $0.role(in: self) != .control }.map(\.name)
    }
}

extension RateEstimate {
    /// The rate for a narrow column: `57/60 (86–98 %)`.
    fileprivate var countAndRange: String {
        "\(successes)/\(trials) (\((interval.lower * 100).rounded().formatted())–\((interval.upper * 100).rounded().formatted()) %)"
    }
}

extension String {
    fileprivate var firstLine: String { split(separator: "\n").first.map(String.init) ?? self }
}
