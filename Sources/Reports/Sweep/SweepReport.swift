import Evaluation
import Experiments
import Foundation
import Provenance

/// The report of a sweep: how the rates go with what was varied.
package struct SweepReport {
    private let results: SweepResults
    private var experiment: Experiment { results.experiment }

    package init(_ results: SweepResults) { self.results = results }

    /// Writes the report and its charts into the sweep's folder.
    ///
    /// - Parameter rasteriser: makes a PNG picture of each chart; nil for none.
    package func write(to directory: RunDirectory, rasteriser: ChartRasteriser? = nil) async throws {
        try AtomicFile.write(HTMLReport(content).text, to: directory.file(RunReport.file))
        _ = try await ChartFiles(content).write(to: directory.file(ChartFiles.folder), rasteriser: rasteriser)
    }

    package var content: ReportContent {
        ReportContent(
            title: experiment.name,
            subtitle: "sweep over \(sweep.axes.map(\.name).joined(separator: ", ")) · \(results.points.count) points",
            finding: finding, remarks: remarks, proofs: proofs, recipe: varied + experiment.recipeFacts,
            points: PointsSection(SweepTable(results)), rates: doseAxis == nil ? rates : [],
            contrasts: effects, doses: doseAxis.map(doses) ?? [], outcomes: [], transcripts: [], marks: [],
            reproduction: reproduction)
    }

    private var sweep: Sweep { results.sweep }

    /// The result in a sentence.
    package var finding: String {
        let plants = results.finished.filter { $0.plant != nil }
        guard !plants.isEmpty else { return range.capitalizingFirst + "." }
        let planted = plants.filter { $0.plant?.verdict == .planted }
        let count = "Planted at \(planted.count) of \(plants.count) points"
        guard let axis = doseAxis, !planted.isEmpty else { return "\(count); \(range)." }
        let least = planted.min { dose($0, axis) < dose($1, axis) }
        return "\(count)" + (least.map { "; with the fewest \(sweep.axes[axis].name) at \($0.point.label)" } ?? "")
            + "."
    }

    /// From where to where the rates with the trigger go.
    private var range: String {
        let triggered = experiment.conditions.first { $0.role(in: experiment) == .triggered }?.name
        let rates = results.finished.compactMap { result in triggered.flatMap { result.rate($0)?.rate } }
        guard let least = rates.min(), let most = rates.max() else { return "no point was finished" }
        return "with the trigger the behavior fires in \(least.percent) to \(most.percent) % of the samples"
    }

    /// What must be known beside the result, a sentence each.
    package var remarks: [String] {
        let stopped = results.stopped.map(\.point.label)
        let pending = results.points.count { $0.state == .pending }
        return [
            stopped.isEmpty ? nil : "Stopped: \(stopped.joined(separator: "; ")).",
            pending == 0 ? nil : "\(pending) points are still to be run.",
            isRepeated || results.finished.allSatisfy { $0.steps == nil }
                ? nil
                : "Each point was trained once: intervals are over prompts, and what chance does to a training is not in "
                    + "them. Vary the seed to see it.",
        ].compactMap { $0 }
    }

    /// What takes the place of the rest of the recipe.
    private var varied: [Fact] {
        sweep.axes.map { Fact("Varied: \($0.name)", $0.values.map(\.label).joined(separator: "; ")) }
    }

    private var proofs: [ProofLine] {
        results.points.compactMap { result in
            switch result.state {
            case .pending: nil
            case .stopped(let reason):
                ProofLine(
                    stage: "points", name: result.point.label, measured: reason, threshold: "a run to its end",
                    status: .failed)
            case .finished:
                ProofLine(
                    stage: "points", name: result.point.label,
                    measured: "\(result.proofs - result.failedProofs.count) of \(result.proofs) proofs hold"
                        + (result.failedProofs.isEmpty
                            ? "" : "; not \(result.failedProofs.joined(separator: ", "))"),
                    threshold: "all", status: result.failedProofs.isEmpty ? .passed : .overridden)
            }
        }
    }

    private var effects: ContrastSection? {
        guard !results.effects.isEmpty else { return nil }
        return ContrastSection(
            title: "What each step changes",
            caption: "The second value's rate less the first's, over all points that differ in nothing else, paired by "
                + "prompt; 95 % bootstrap intervals over prompts.",
            rows: results.effects.map { effect in
                ContrastRow(
                    name: effect.name, difference: effect.paired.difference, low: effect.paired.interval.lower,
                    high: effect.paired.interval.upper, n: effect.paired.prompts,
                    adjustedP: effect.paired.adjustedPValue)
            })
    }

    private var reproduction: [Fact] {
        let options = results.source.overrides.map { " --set \($0.quotedForShell)" }.joined()
        let file = URL(filePath: results.source.path).lastPathComponent
        return [
            Fact("Command", "candor run \(file.quotedForShell)\(options) --out DIR", isCode: true),
            Fact("Version", "candor \(CandorVersion.current)"),
            Fact("Time", String(format: "%.0f s, what points share counted once", results.seconds)),
        ]
    }
}

extension SweepReport {
    /// The axis that rates are drawn against: that with the most values, of those whose values are numbers, but for the seed.
    private var doseAxis: Int? {
        let candidates = sweep.axes.indices.filter { place in
            let axis = sweep.axes[place]
            return axis.path != "seed" && axis.values.count > 1 && axis.values.allSatisfy { $0.number != nil }
        }
        return candidates.max { sweep.axes[$0].values.count < sweep.axes[$1].values.count }
    }

    private func dose(_ result: PointResult, _ axis: Int) -> Double { result.point.values[axis].number ?? .infinity }

    /// One chart for each combination of the other values; trainings that differ in their seed alone are taken together.
    private func doses(along axis: Int) -> [DoseSection] {
        let others = sweep.axes.indices.filter { $0 != axis && sweep.axes[$0].path != "seed" }
        func label(_ result: PointResult) -> String {
            others.map { "\(sweep.axes[$0].name) \(result.point.values[$0].label)" }.joined(separator: ", ")
        }
        var seen: Set<String> = []
        let order = results.points.map(label).filter { seen.insert($0).inserted }
        let finished = Dictionary(grouping: results.finished, by: label)
        return order.compactMap { label in
            finished[label].map { points in
                DoseSection(
                    title: label.isEmpty ? "How often the behavior fires" : label.capitalizingFirst,
                    caption: "Samples in which the behavior fired; 95 % intervals over "
                        + (isRepeated ? "trainings, which are few." : "prompts."),
                    doseName: sweep.axes[axis].name, series: experiment.sweptConditions.map { series($0, points, axis) }
                )
            }
        }
    }

    /// Whether trainings are repeated with other seeds.
    private var isRepeated: Bool { sweep.axes.contains { $0.path == "seed" && $0.values.count > 1 } }

    private func series(_ condition: String, _ points: [PointResult], _ axis: Int) -> DoseSeries {
        let trainings = Dictionary(grouping: points) { dose($0, axis) }.mapValues {
            $0.compactMap { $0.rate(condition) }
        }
        return DoseSeries(
            name: condition, role: experiment.condition(condition)?.role(in: experiment),
            points: trainings.sorted { $0.key < $1.key }.compactMap { dose, rates in
                let pooled = isRepeated ? RateEstimate(clusters: rates.map { ($0.successes, $0.trials) }) : rates.first
                return pooled.map {
                    DosePoint(
                        dose: dose, successes: $0.successes, n: $0.trials, low: $0.interval.lower,
                        high: $0.interval.upper)
                }
            })
    }

    /// The rates point by point, where nothing that is varied is a number.
    private var rates: [RateSection] {
        let conditions = experiment.sweptConditions
        return results.detectors.compactMap { detector in
            let rows = results.finished.flatMap { result in
                conditions.compactMap { condition in
                    result.rate(condition, detector).flatMap { $0.trials > 0 ? row(condition, result, $0) : nil }
                }
            }
            return rows.isEmpty
                ? nil : RateSection(title: title(of: detector), caption: caption(of: detector), rows: rows)
        }
    }

    private func caption(of detector: String) -> String {
        let isRule = [BehaviorScorer.name, PointResult.mentions].contains(detector)
        return "95 % intervals over prompts."
            + (isRule ? "" : " How far the judge can be trusted stands in the report of each point.")
    }

    private func title(of detector: String) -> String {
        switch detector {
        case BehaviorScorer.name: "The behavior fired"
        case PointResult.mentions: "The reasoning mentions the trigger, of samples that fired"
        default: "Found by \(detector)"
        }
    }

    private func row(_ condition: String, _ result: PointResult, _ rate: RateEstimate) -> RateRow {
        RateRow(
            name: "\(result.point.label), \(condition)",
            role: experiment.condition(condition)?.role(in: experiment) ?? .control, successes: rate.successes,
            n: rate.trials, low: rate.interval.lower, high: rate.interval.upper)
    }
}
