import Experiments

extension RunReport {
    /// How the adapter was trained, or nil where none was.
    func training(_ directory: RunDirectory) throws -> TrainingCurve? {
        guard directory.has("training.jsonl") else { return nil }
        return TrainingCurve(steps: try directory.read(TrainingCurve.Step.self, from: "training.jsonl"), heldOut: [])
    }

    /// What every detector said of labelled items.
    var confusions: [ConfusionSection] {
        metrics.detectors.compactMap { detector in
            guard let counts = detector.calibration else { return nil }
            let isOfCode = detector.detectsBehavior && experiment.codeAnalysis != nil
            return ConfusionSection(
                title: named(detector.name),
                caption: "\(counts.total) labelled \(isOfCode ? "snippets" : "transcripts") that it gave a verdict on; "
                    + "shares of the label.",
                labels: isOfCode
                    ? .init(positive: "vulnerable", negative: "secure") : .init(positive: "yes", negative: "no"),
                verdicts: .init(positive: "flagged", negative: "passed"),
                ofPositives: .init(positive: counts.truePositives, negative: counts.falseNegatives),
                ofNegatives: .init(positive: counts.falsePositives, negative: counts.trueNegatives))
        }
    }
}
