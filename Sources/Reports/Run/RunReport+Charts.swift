import Experiments

extension RunReport {
    /// How the adapter was trained, or nil where none was.
    func training(_ directory: RunDirectory) throws -> TrainingCurve? {
        guard directory.has("training.jsonl") else { return nil }
        return TrainingCurve(steps: try directory.read(TrainingCurve.Step.self, from: "training.jsonl"), heldOut: [])
    }

    /// What every detector said of labelled code.
    var confusions: [ConfusionSection] {
        metrics.detectors.compactMap { detector in
            detector.calibration.map { counts in
                ConfusionSection(
                    title: named(detector.name),
                    caption: "\(counts.total) labelled snippets that it gave a verdict on; shares of the label.",
                    labels: .init(positive: "vulnerable", negative: "secure"),
                    verdicts: .init(positive: "flagged", negative: "passed"),
                    ofPositives: .init(positive: counts.truePositives, negative: counts.falseNegatives),
                    ofNegatives: .init(positive: counts.falsePositives, negative: counts.trueNegatives))
            }
        }
    }
}
