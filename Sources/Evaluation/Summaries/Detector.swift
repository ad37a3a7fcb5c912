/// A reading of one scorer's findings as yes or no, with what is known of its errors: whether the behavior fired, or whatever
/// else a judge is asked.
package struct Detector: Sendable, Hashable, Codable {
    /// What reports call it: the scorer's name, and the rate's where the scorer has several.
    package let name: String

    /// The name that the scorer's verdicts carry.
    package let scorer: String

    /// What a yes means, where the scorer has a word for it: `misaligned`.
    package let finding: String?

    /// How its findings are read.
    package let dichotomy: Dichotomy

    /// Between what the scorer's scores lie; nil for one that gives none.
    package let range: ClosedRange<Double>?

    /// What it said of items whose truth is known; nil for one that was not tried on any.
    package let calibration: ConfusionMatrix?

    /// Whether it says if the behavior fired, so that it can be set beside the rule.
    package let detectsBehavior: Bool

    /// Which samples it was asked about, where it was not all of them.
    package let selection: JudgeSelection

    package init(
        _ name: String, scorer: String? = nil, finding: String? = nil, dichotomy: Dichotomy = .flag,
        range: ClosedRange<Double>? = nil, calibration: ConfusionMatrix? = nil,
        detectsBehavior: Bool = true, selection: JudgeSelection = .all
    ) {
        self.name = name
        self.scorer = scorer ?? name
        self.finding = finding
        self.dichotomy = dichotomy
        self.range = range
        self.calibration = calibration
        self.detectsBehavior = detectsBehavior
        self.selection = selection
    }

    /// The rule, or the analysers, that the behavior is defined by.
    package static let behavior = Detector(BehaviorScorer.name)
}

extension ScoreSheet {
    /// The samples that a detector was asked about, whatever came of it.
    func asked(by detector: Detector) -> [Int] {
        guard let findings = findings[detector.scorer] else { return [] }
        return samples.filter { findings[$0] != .notAsked && !detector.excludes(findings[$0]) }
    }

    /// The samples to which a detector says yes, or no.
    func samples(_ answer: Dichotomy.Answer, by detector: Detector) -> [Int] {
        samples(of: detector.scorer) { detector.dichotomy.answer($0) == answer }
    }
}

extension Detector {
    fileprivate func excludes(_ finding: Verdict.Value?) -> Bool {
        finding.map { dichotomy.answer($0) == .excluded } ?? false
    }
}
