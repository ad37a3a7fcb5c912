import Evaluation
import Experiments
import Foundation

extension RunReport {
    /// How far analysers and judges can be believed, and what is left of the rates when their errors are allowed for.
    func detectors(_ directory: RunDirectory) throws -> [Fact] {
        var facts: [Fact] = []
        for detector in metrics.detectors {
            guard let calibration = detector.calibration else { continue }
            let name = named(detector.name)
            facts.append(Fact(name, accuracy(calibration, of: detector)))
            facts.append(Fact("\(name), corrected", corrected(by: detector.name)))
        }
        for judge in experiment.judges { facts += try self.facts(of: judge, directory) }
        if let agreement = metrics.agreement {
            facts.append(
                Fact(
                    "Agreement",
                    String(format: "Krippendorff's alpha %.2f over %d answers", agreement.alpha, agreement.units)))
        }
        return facts
    }

    /// What a detector's rate must be read beside: its errors on labelled items.
    func accuracy(_ calibration: ConfusionMatrix, of detector: Detector) -> String {
        "on labelled \(detector.detectsBehavior && experiment.codeAnalysis != nil ? "code" : "transcripts"): "
            + "sensitivity \(calibration.sensitivity()), specificity \(calibration.specificity())" + kappa(calibration)
    }

    /// What a judge said of labelled items, category by category, and of how many items it said nothing.
    private func facts(of judge: Experiment.Judge, _ directory: RunDirectory) throws -> [Fact] {
        let calibration = try directory.calibration(of: judge.name)
        var facts: [Fact] = []
        if calibration.scale.categories.count > 2 || calibration.scores != nil {
            let errors = calibration.errors.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            facts.append(
                Fact(
                    "\(judge.scorer), all categories",
                    "on labelled transcripts: \(calibration.agreement); "
                        + calibration.accuracies.joined(separator: "; ")
                        + (errors.isEmpty ? "" : "; errors by what makes an item hard: \(errors)")))
            facts.append(Fact("\(judge.scorer), verdicts", categories(of: judge.scorer, calibration.scale)))
        }
        for detector in metrics.detectors where detector.scorer == judge.scorer {
            let bounds = self.bounds(of: detector.name)
            if !bounds.isEmpty { facts.append(Fact("\(detector.name), whatever it left open", bounds)) }
        }
        let detector = metrics.detectors.first { $0.scorer == judge.scorer }
        facts.append(
            Fact(
                "\(judge.scorer), no verdict",
                "on labelled items: \(calibration.refused) refused, \(calibration.unparsable) unparsable, "
                    + "\(calibration.failed) failed; on samples: \(detector.map { skipped(by: $0.name) } ?? "none")"))
        return facts
    }

    /// Between what limits the rates over all samples asked about lie, where a detector gave no verdict on some.
    private func bounds(of detector: String) -> String {
        metrics.conditions.compactMap { summary -> String? in
            guard let bounds = summary.rates(by: detector)?.bounds, bounds.unknown > 0 else { return nil }
            return summary.condition
                + String(
                    format: " between %.1f and %.1f %% of %d, %d of them without verdict", bounds.lower * 100,
                    bounds.upper * 100, bounds.trials, bounds.unknown)
        }.joined(separator: "; ")
    }

    /// How many samples of each condition a judge put in each category.
    private func categories(of scorer: String, _ scale: JudgeScale) -> String {
        let conditions = metrics.conditions.compactMap { summary -> String? in
            guard let counts = summary.categories[scorer], !counts.isEmpty else { return nil }
            return "\(summary.condition) "
                + scale.categories.compactMap { category in counts[category].map { "\($0) \(category)" } }
                .joined(separator: ", ")
        }
        return conditions.isEmpty ? "none" : conditions.joined(separator: "; ")
    }

    /// What a detector is called where several are compared.
    func named(_ detector: String) -> String {
        guard detector == BehaviorScorer.name else { return detector }
        return experiment.codeAnalysis == nil ? "rule" : "analysers"
    }

    func kappa(_ calibration: ConfusionMatrix) -> String {
        CohenKappa(calibration).map {
            String(format: ", kappa %.2f (%.2f to %.2f)", $0.kappa, $0.interval.lower, $0.interval.upper)
        } ?? ""
    }

    /// The rates and differences that errors of the detector were taken out of.
    private func corrected(by detector: String) -> String {
        let rates = metrics.conditions.compactMap { summary -> String? in
            guard let corrected = summary.rates(by: detector)?.corrected else { return nil }
            guard let rate = corrected.rate, let interval = corrected.interval else {
                return "\(summary.condition) cannot be told"
            }
            guard !corrected.contradictsCalibration else {
                return "\(summary.condition) contradicts what it said of labelled items"
            }
            return summary.condition
                + String(format: " %.1f %% (%.1f–%.1f %%)", rate * 100, interval.lower * 100, interval.upper * 100)
        }
        let differences = metrics.contrasts.filter { $0.detector == detector }.compactMap { contrast -> String? in
            guard let corrected = contrast.corrected, let difference = corrected.difference,
                let interval = corrected.interval
            else { return nil }
            return "\(contrast.first) − \(contrast.second) "
                + String(
                    format: "%+.1f points (%+.1f to %+.1f)", difference * 100, interval.lower * 100,
                    interval.upper * 100)
        }
        let stated = rates + differences
        return stated.isEmpty ? "nothing was judged" : "of the samples judged: " + stated.joined(separator: "; ")
    }

    private func skipped(by detector: String) -> String {
        let counts = metrics.conditions.reduce(into: [String: Int]()) { counts, summary in
            counts.merge(summary.rates(by: detector)?.skipped ?? [:], uniquingKeysWith: +)
        }
        return counts.isEmpty
            ? "none" : counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
