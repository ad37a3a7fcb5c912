import Evaluation
import Experiments
import Foundation

extension RunReport {
    /// The mean score of each judge that gives any, by condition.
    var scores: [EffectSection] {
        var seen: Set<String> = []
        return metrics.detectors.filter { seen.insert($0.scorer).inserted }.compactMap(means)
    }

    private func means(by detector: Detector) -> EffectSection? {
        let scored = experiment.conditions.compactMap { condition in
            summary(condition.name)?.scores[detector.scorer].map { (condition: condition, scores: $0) }
        }
        let rows = scored.compactMap { condition, scores in
            scores.mean.mean.map {
                EffectSection.Row(
                    name: condition.name, role: condition.role(in: experiment), mean: $0,
                    low: scores.mean.interval?.lower, high: scores.mean.interval?.upper, n: scores.mean.count)
            }
        }
        guard !rows.isEmpty, let range = detector.range else { return nil }
        let remarks = scored.compactMap { remark($0.scores, in: $0.condition.name) }
        return EffectSection(
            title: "Mean score by \(detector.scorer)",
            caption: "Over prompts, each the mean of its samples; Student's 95 % intervals. "
                + (remarks.isEmpty
                    ? "Every sample has a score." : remarks.joined(separator: "; ").capitalizingFirst + "."),
            unit: "points", axis: range, rows: rows)
    }

    /// What is in no mean, and what it could do to it; nil where nothing is missing.
    private func remark(_ scores: ScoreSummary, in condition: String) -> String? {
        let others = scores.labelled.merging(scores.skipped) { $0 + $1 }
        guard !others.isEmpty else { return nil }
        let counts = others.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let bounds = scores.bounds.flatMap {
            scores.missing > 0 ? String(format: ", so that the mean is between %.1f and %.1f", $0.lower, $0.upper) : nil
        }
        return "\(condition): \(scores.scored) scored, \(counts)" + (bounds ?? "")
    }
}
