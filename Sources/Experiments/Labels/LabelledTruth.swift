import Evaluation

/// What people say of a run's transcripts in answer to one question, put together.
package struct LabelledTruth: Sendable {
    /// What most of those who could tell say, by transcript; a transcript on which they are divided has no entry.
    package let answers: [String: Bool]

    /// Transcripts that people looked at and that have no entry: nobody could tell, or they are divided.
    package let undecided: Int

    /// Everyone who labelled, in alphabetical order.
    package let labellers: [String]

    /// How far people agree where more than one could tell; nil where that says nothing.
    package let agreement: KrippendorffAlpha?

    package init(_ labels: [HumanLabel], question: String = BehaviorScorer.name) {
        let labels = labels.filter { $0.question == question }
        let byTranscript = Dictionary(grouping: labels, by: \.transcript).mapValues { labels in
            labels.compactMap { label in label.value == .unclear ? nil : label.value == .yes }
        }
        answers = byTranscript.compactMapValues { MajorityVote($0).decision }
        undecided = byTranscript.count - answers.count
        labellers = Set(labels.map(\.labeller)).sorted()
        agreement = KrippendorffAlpha(nominal: Array(byTranscript.values))
    }

    /// What a detector says of the transcripts whose truth is known.
    ///
    /// - Parameter flags: what it said, by transcript; one without a flag is left out.
    package func confusion(with flags: [String: Bool]) -> ConfusionMatrix {
        var counts: [[Bool]: Int] = [:]
        for (transcript, isPositive) in answers {
            if let flag = flags[transcript] { counts[[isPositive, flag], default: 0] += 1 }
        }
        return ConfusionMatrix(
            truePositives: counts[[true, true], default: 0], falsePositives: counts[[false, true], default: 0],
            falseNegatives: counts[[true, false], default: 0], trueNegatives: counts[[false, false], default: 0])
    }
}
