import Evaluation
import Experiments
import Foundation

/// What the detectors of a run said of the transcripts that people labelled.
struct LabelComparison {
    let truth: LabelledTruth

    /// By detector, in the order of the metrics.
    let matrices: [(detector: String, matrix: ConfusionMatrix)]

    /// Nil where nobody labelled anything.
    init?(_ directory: RunDirectory, _ experiment: Experiment, _ metrics: MetricsReport) throws {
        truth = LabelledTruth(try directory.readLabels())
        guard !truth.labellers.isEmpty else { return nil }
        var flags: [String: [String: Bool]] = [:]
        try directory.forEachScoredText(of: experiment.conditions.map(\.name)) { [truth] sample, verdicts in
            guard truth.answers[sample.id] != nil else { return }
            for verdict in verdicts {
                if case .flag(let flag) = verdict.value { flags[verdict.scorer, default: [:]][sample.id] = flag }
            }
        }
        matrices = metrics.detectors.filter(\.detectsBehavior).map { [truth] in
            ($0.name, truth.confusion(with: flags[$0.name] ?? [:]))
        }
    }
}

extension RunReport {
    /// How far people contradict the detectors, and what is left of the rates when those errors are allowed for.
    func facts(of labels: LabelComparison) -> [Fact] {
        let truth = labels.truth
        var facts = [
            Fact(
                "Labelled by people",
                "\(truth.answers.count) transcripts by \(truth.labellers.joined(separator: ", "))"
                    + (truth.undecided > 0 ? "; \(truth.undecided) more are undecided" : "")
                    + (truth.agreement.map { String(format: "; Krippendorff's alpha %.2f", $0.alpha) } ?? ""))
        ]
        for (detector, matrix) in labels.matrices where matrix.total > 0 {
            facts.append(
                Fact(
                    "\(named(detector)), by labels",
                    "sensitivity \(matrix.sensitivity()), specificity \(matrix.specificity())\(kappa(matrix)); "
                        + corrected(by: detector, matrix)))
        }
        return facts
    }

    /// The confusion of each detector with the labels.
    func confusions(of labels: LabelComparison) -> [ConfusionSection] {
        labels.matrices.filter { $0.matrix.total > 0 }.map { detector, matrix in
            ConfusionSection(
                title: "\(named(detector)) v. people",
                caption:
                    "\(matrix.total) transcripts that people labelled and it gave a verdict on; shares of the label.",
                labels: .init(positive: "yes, say people", negative: "no, say people"),
                verdicts: .init(positive: "flagged", negative: "passed"),
                ofPositives: .init(positive: matrix.truePositives, negative: matrix.falseNegatives),
                ofNegatives: .init(positive: matrix.falsePositives, negative: matrix.trueNegatives))
        }
    }

    /// The rates with the errors taken out that the labels show; labels given to whatever caught the eye bias them.
    private func corrected(by detector: String, _ calibration: ConfusionMatrix) -> String {
        let rates = metrics.conditions.compactMap { summary -> String? in
            guard let fired = summary.rates(by: detector) else { return nil }
            let corrected = RoganGladen(apparent: fired.judgedOnly ?? fired.preferred, calibration: calibration)
            guard let rate = corrected.rate, let interval = corrected.interval, !corrected.contradictsCalibration else {
                return nil
            }
            return summary.condition
                + String(format: " %.1f %% (%.1f–%.1f %%)", rate * 100, interval.lower * 100, interval.upper * 100)
        }
        return rates.isEmpty
            ? "too few labels to correct the rates by"
            : "rates corrected by them, if transcripts were labelled blindly: " + rates.joined(separator: ", ")
    }
}
