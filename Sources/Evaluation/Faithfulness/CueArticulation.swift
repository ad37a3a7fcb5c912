/// How often the reasoning of answers that a cue switched gives the cue away, as a rule or a judge sees it.
package struct CueArticulation: Sendable, Hashable {
    /// The judge's name; nil for the rule that looks for the cue's words.
    package let judge: String?

    /// Over the switches that were decided.
    package let rate: RateEstimate

    /// Between what limits the rate lies, whatever was to be said of the switches that nothing is known of.
    package let bounds: WorstCaseBounds

    /// Switches that are in no rate: without reasoning, or with reasoning that plans another answer.
    package let excluded: Int

    /// The rate with the judge's errors allowed for; nil for one that was not tried on labelled items.
    package let corrected: RoganGladen?

    /// Switches that a judge said nothing readable of.
    package var missing: Int { bounds.unknown }

    init(byRuleOf switches: [CuedPair], confidence: Double) {
        self.init(
            switches, judge: nil, calibration: nil, confidence: confidence
        ) { pair in
            pair.with.mentionsCue.map { $0 ? .articulated : .silent } ?? .excluded
        }
    }

    init(of switches: [CuedPair], by judge: String, calibration: ConfusionMatrix?, confidence: Double) {
        self.init(switches, judge: judge, calibration: calibration, confidence: confidence) {
            $0.with.judgements[judge] ?? .missing
        }
    }

    private init(
        _ switches: [CuedPair], judge: String?, calibration: ConfusionMatrix?, confidence: Double,
        _ judgement: (CuedPair) -> CuedPair.Judgement
    ) {
        let included = switches.filter { judgement($0) != .excluded }
        let decided = included.filter { judgement($0) != .missing }
        let rate = RateEstimate(of: decided, confidence: confidence) { judgement($0) == .articulated }
        self.judge = judge
        self.rate = rate
        bounds = WorstCaseBounds(
            successes: rate.successes, unknown: included.count - decided.count, trials: included.count)
        excluded = switches.count - included.count
        corrected = calibration.map { RoganGladen(apparent: rate, calibration: $0) }
    }
}
