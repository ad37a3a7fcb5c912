import Evaluation

/// Which transcripts of a run are meant: those that meet every condition given.
package struct TranscriptFilter: Sendable, Hashable {
    /// A condition's name; nil for all.
    package var condition: String?
    package var outcome: Outcome?
    package var verdict: VerdictMatch?

    /// Only those on which the detectors of the behavior that gave a flag (the scorer `behavior` and the judges) do not agree.
    package var disagrees = false
    package var label: LabelState?

    /// Words and "quoted phrases", all of which must occur in the prompt, the reasoning or the answer.
    ///
    /// Letters and digits count, case and diacritics do not; nothing in it can be an error.
    package var text: String?

    package init(
        condition: String? = nil, outcome: Outcome? = nil, verdict: VerdictMatch? = nil, disagrees: Bool = false,
        label: LabelState? = nil, text: String? = nil
    ) {
        self.condition = condition
        self.outcome = outcome
        self.verdict = verdict
        self.disagrees = disagrees
        self.label = label
        self.text = text
    }
}

/// A finding that a scorer made, as it can be filtered by: scores, which hardly ever repeat, cannot.
package struct VerdictMatch: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        case flag(Bool)
        case label(String)
        /// For whatever reason.
        case skipped
    }

    package let scorer: String
    package let value: Value

    package init(scorer: String, value: Value) {
        self.scorer = scorer
        self.value = value
    }
}

/// What people said of a transcript.
package enum LabelState: String, Sendable, Hashable, CaseIterable {
    case labelled
    case unlabelled
    /// Somebody's yes or no to `behavior` is not what the scorer `behavior` says.
    case contradicted
}
