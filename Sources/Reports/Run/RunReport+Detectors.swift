import Evaluation
import Experiments
import Foundation

extension RunReport {
    /// How far those who say what is vulnerable can be believed, and what is left of the rates when their errors are allowed
    /// for.
    func detectors(_ directory: RunDirectory) throws -> [Fact] {
        guard experiment.codeAnalysis != nil else { return [] }
        var facts: [Fact] = []
        for detector in metrics.detectors {
            guard let calibration = detector.calibration else { continue }
            let name = named(detector.name)
            facts.append(
                Fact(
                    name,
                    "on labelled code: sensitivity \(calibration.sensitivity()), specificity \(calibration.specificity())"
                        + kappa(calibration)))
            facts.append(Fact("\(name), corrected", corrected(by: detector.name)))
        }
        for judge in experiment.judges {
            let calibration = try directory.calibration(of: judge.name)
            facts.append(
                Fact(
                    "\(judge.scorer), no verdict",
                    "on labelled code: \(calibration.refused) refused, \(calibration.unparsable) unparsable, "
                        + "\(calibration.failed) failed; on answers: \(skipped(by: judge.scorer))"))
        }
        if let agreement = metrics.agreement {
            facts.append(
                Fact(
                    "Agreement",
                    String(format: "Krippendorff's alpha %.2f over %d answers", agreement.alpha, agreement.units)))
        }
        return facts
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
                return "\(summary.condition) contradicts what it said of labelled code"
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
        return "of the answers judged: " + (rates + differences).joined(separator: "; ")
    }

    private func skipped(by detector: String) -> String {
        let counts = metrics.conditions.reduce(into: [String: Int]()) { counts, summary in
            counts.merge(summary.rates(by: detector)?.skipped ?? [:], uniquingKeysWith: +)
        }
        return counts.isEmpty
            ? "none" : counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
