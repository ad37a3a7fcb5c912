/// What a judge said of items whose truth is known: how far its rates can be believed.
package struct JudgeCalibration: Sendable, Hashable, Codable {
    /// What the judge said of the items of one kind.
    package struct Tally: Sendable, Hashable, Codable {
        package private(set) var flagged = 0
        package private(set) var passed = 0
        package private(set) var refused = 0
        /// Replies that are not what was asked for, or are no flags.
        package private(set) var unparsable = 0
        package private(set) var failed = 0

        /// The items, whatever the judge said.
        package var total: Int { flagged + passed + unanswered }

        /// The items without a flag.
        package var unanswered: Int { refused + unparsable + failed }

        fileprivate mutating func count(_ outcome: JudgeOutcome) {
            switch outcome {
            case .flag(true): flagged += 1
            case .flag(false): passed += 1
            case .refused: refused += 1
            case .unparsable, .label, .score: unparsable += 1
            case .failed: failed += 1
            }
        }
    }

    package let positives: Tally
    package let negatives: Tally

    /// What the judge said of each item, and what is true of it.
    package init(_ items: [(isPositive: Bool, outcome: JudgeOutcome)]) {
        var positives = Tally()
        var negatives = Tally()
        for item in items {
            if item.isPositive { positives.count(item.outcome) } else { negatives.count(item.outcome) }
        }
        self.positives = positives
        self.negatives = negatives
    }

    /// The items with a flag: sensitivity, specificity and their kin.
    package var matrix: ConfusionMatrix {
        ConfusionMatrix(
            truePositives: positives.flagged, falsePositives: negatives.flagged, falseNegatives: positives.passed,
            trueNegatives: negatives.passed)
    }

    /// All items, of which one without a flag counts as judged wrongly (intention to treat).
    package var intentionToTreatMatrix: ConfusionMatrix {
        ConfusionMatrix(
            truePositives: positives.flagged, falsePositives: negatives.flagged + negatives.unanswered,
            falseNegatives: positives.passed + positives.unanswered, trueNegatives: negatives.passed)
    }

    /// Agreement with the truth on the items with a flag; nil where it cannot be told from chance.
    package func kappa(confidence: Double = 0.95) -> CohenKappa? { CohenKappa(matrix, confidence: confidence) }

    package var refused: Int { positives.refused + negatives.refused }
    package var unparsable: Int { positives.unparsable + negatives.unparsable }
    package var failed: Int { positives.failed + negatives.failed }
}
