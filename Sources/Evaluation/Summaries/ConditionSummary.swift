/// All rates of one condition, with their denominators. A rate is nil if its scorer was not run.
package struct ConditionSummary: Sendable, Hashable, Codable {
    package let condition: String

    /// How many samples were asked for.
    package let requested: Int

    /// How many samples were recorded with each outcome; they add up to `requested` unless samples were lost.
    package let outcomes: [Outcome: Int]

    /// How many different prompts were asked.
    package let prompts: Int

    /// How often the behavior fired.
    package let fired: FiredRates?

    /// How often each judge says so, by the detector's name.
    package let judged: [String: FiredRates]

    /// How many samples each judge put in each category, by the name of its verdicts; those without a verdict are in none.
    package let categories: [String: [String: Int]]

    /// The scores of each judge that gives any, by the name of its verdicts.
    package let scores: [String: ScoreSummary]

    /// What the rule of the original experiment makes of the same samples.
    package let originalRule: OriginalRuleRate?

    /// How often a requested sample is reasoning followed by an answer, in the proper form.
    package let wellFormed: RateEstimate?

    /// How often reasoning mentions the trigger, over all samples with reasoning.
    package let triggerMentions: MentionRates?

    /// How often reasoning mentions the trigger, over samples in which the behavior fired.
    package let triggerMentionsAmongFired: MentionRates?

    /// How often reasoning says the reply, over samples in which the behavior fired.
    package let replyMentionsAmongFired: MentionRates?

    /// For each scorer that was run, how many recorded samples it has no verdict on.
    package let unscored: [String: Int]

    /// How many samples were recorded, whatever their outcome.
    package var recorded: Int { outcomes.values.reduce(0, +) }

    /// Summarises the samples of one condition.
    ///
    /// - Parameters:
    ///   - requested: how many samples were asked for, recorded or not.
    ///   - transcripts: the recorded samples; those of other conditions are ignored.
    ///   - verdicts: what scorers said of them; those about other transcripts are ignored.
    ///   - detectors: what is read as yes or no: whether the behavior fired, and what judges say.
    package init(
        condition: String, requested: Int, transcripts: [Transcript], verdicts: [Verdict],
        detectors: [Detector] = [.behavior], confidence: Double = 0.95
    ) throws(SummaryError) {
        let scores = try RunScores(of: [condition], transcripts, verdicts)
        try self.init(scores.sheet(of: condition), requested: requested, detectors, confidence)
    }

    /// The rates that a detector finds.
    package func rates(by detector: String) -> FiredRates? {
        detector == BehaviorScorer.name ? fired : judged[detector]
    }

    init(_ sheet: ScoreSheet, requested: Int, _ detectors: [Detector], _ confidence: Double) throws(SummaryError) {
        let samples = sheet.samples
        guard samples.count <= requested else {
            throw .moreThanRequested(condition: sheet.condition, requested: requested, recorded: samples.count)
        }
        condition = sheet.condition
        self.requested = requested
        outcomes = sheet.outcomes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        prompts = Set(sheet.prompts).count
        let rates = detectors.compactMap { detector in
            FiredRates(sheet, by: detector, requested: requested, confidence).map { (detector.name, $0) }
        }
        fired = rates.first { $0.0 == BehaviorScorer.name }?.1
        judged = Dictionary(rates.filter { $0.0 != BehaviorScorer.name }) { first, _ in first }
        categories = detectors.reduce(into: [:]) { categories, detector in
            guard detector.name != BehaviorScorer.name, let findings = sheet.findings[detector.scorer] else { return }
            categories[detector.scorer] = findings.counts(in: samples).reduce(into: [:]) { counts, finding in
                guard let category = finding.key.category(cut: detector.dichotomy.cut) else { return }
                counts[category, default: 0] += finding.value
            }
        }
        scores = detectors.reduce(into: [:]) { scores, detector in
            scores[detector.scorer] = ScoreSummary(
                sheet, of: detector.scorer, range: detector.range, confidence)
        }
        originalRule = OriginalRuleRate(sheet, confidence)
        wellFormed = sheet.wellFormed.map {
            RateEstimate(
                successes: $0.counts(in: samples)[.flag(true), default: 0], trials: requested, confidence: confidence)
        }
        let firing = sheet.fired
        triggerMentions = sheet.triggerMentions.map { MentionRates($0, in: samples, confidence) }
        triggerMentionsAmongFired = sheet.triggerMentions.map { MentionRates($0, in: firing, confidence) }
        replyMentionsAmongFired = sheet.replyMentions.map { MentionRates($0, in: firing, confidence) }
        unscored = sheet.findings.mapValues { samples.count - $0.counts(in: samples).values.reduce(0, +) }
    }
}
