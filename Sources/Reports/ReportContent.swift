/// All that a report says, ready to be shown: no section computes a number of its own but percentages.
package struct ReportContent: Sendable, Hashable, Codable {
    /// The experiment's name.
    package var title: String

    /// What sets this run apart from others of its kind: `seed 7 · SmolLM2-135M-Instruct · 21 November 2026`.
    package var subtitle: String

    /// The result in one or two sentences, with interval and n. Text between backticks is shown as code.
    package var finding: String

    /// What must be known beside the result, a sentence each.
    package var remarks: [String]

    package var proofs: [ProofLine]
    package var recipe: [Fact]

    /// The points of a sweep; nil for one run.
    package var points: PointsSection?
    package var rates: [RateSection]
    package var contrasts: ContrastSection?

    /// The means of what was scored, by condition.
    package var scores: [EffectSection]

    /// Rates against training steps or strengths.
    package var doses: [DoseSection]

    /// What its own probabilities say of its reasoning.
    package var faithfulness: FaithfulnessSection

    /// What a cue does to its answers, where prompts come with one.
    package var cues: CueSection?

    /// How the organism was trained, where it was.
    package var training: TrainingCurve?

    /// How far those who say what happened can be believed.
    package var detectors: [Fact]

    /// What each of them said of labelled items, and how far they agree.
    package var confusions: [ConfusionSection]
    package var agreement: AgreementSection?

    package var outcomes: [OutcomeRow]

    /// Completions chosen by a stated rule, those in a group answering the same prompt.
    package var transcripts: [TranscriptGroup]

    /// The texts to mark wherever they occur in transcripts.
    package var marks: [TextMark]

    /// Command, versions, seeds, digests, time, hardware.
    package var reproduction: [Fact]

    /// The experiment file, to run it again.
    package var experimentFile: String?

    package init(
        title: String, subtitle: String, finding: String, remarks: [String] = [], proofs: [ProofLine], recipe: [Fact],
        points: PointsSection? = nil, rates: [RateSection], contrasts: ContrastSection?, scores: [EffectSection] = [],
        doses: [DoseSection] = [],
        faithfulness: FaithfulnessSection = FaithfulnessSection(facts: [], timelines: [], effects: []),
        cues: CueSection? = nil, training: TrainingCurve? = nil,
        detectors: [Fact] = [], confusions: [ConfusionSection] = [], agreement: AgreementSection? = nil,
        outcomes: [OutcomeRow], transcripts: [TranscriptGroup], marks: [TextMark], reproduction: [Fact],
        experimentFile: String? = nil
    ) {
        self.title = title
        self.subtitle = subtitle
        self.finding = finding
        self.remarks = remarks
        self.proofs = proofs
        self.recipe = recipe
        self.points = points
        self.rates = rates
        self.contrasts = contrasts
        self.scores = scores
        self.doses = doses
        self.faithfulness = faithfulness
        self.cues = cues
        self.training = training
        self.detectors = detectors
        self.confusions = confusions
        self.agreement = agreement
        self.outcomes = outcomes
        self.transcripts = transcripts
        self.marks = marks
        self.reproduction = reproduction
        self.experimentFile = experimentFile
    }
}

/// A line of a table with two columns.
package struct Fact: Sendable, Hashable, Codable {
    package var label: String
    package var value: String

    /// Whether the value is a command, a digest or the like, shown in fixed width.
    package var isCode: Bool

    package init(_ label: String, _ value: String, isCode: Bool = false) {
        self.label = label
        self.value = value
        self.isCode = isCode
    }
}
