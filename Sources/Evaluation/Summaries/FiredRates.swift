/// How often a detector, a rule, analysers or a judge, says yes, with every denominator that someone might mean.
///
/// Of a judge that is asked about some samples only, these are all that there are here; what it excludes is in no denominator.
package struct FiredRates: Sendable, Hashable, Codable {
    /// Over all requested samples, or all that were asked about; one without an answer, or lost, did not fire.
    package let intentionToTreat: RateEstimate

    /// Over the samples that finished by themselves.
    package let finishedOnly: RateEstimate

    /// Over the samples that the detector could judge, with an interval that allows for several samples of one prompt; nil
    /// if it could judge all.
    package let judgedOnly: RateEstimate?

    /// How many samples the detector said nothing of, by reason.
    package let skipped: [String: Int]

    /// Between what limits the rate over all requested samples must lie, whatever truncated, withheld, failed, lost and
    /// unscored samples would have shown.
    package let bounds: WorstCaseBounds

    /// The rate over recorded samples with an interval that allows for several samples of one prompt; nil if each
    /// prompt was sampled once.
    package let clustered: RateEstimate?

    /// The rate over the judged samples with the detector's errors allowed for; nil for a detector that was not calibrated.
    package let corrected: RoganGladen?

    /// The estimate whose interval is honest about repeated prompts.
    package var preferred: RateEstimate { clustered ?? intentionToTreat }

    /// How many samples the detector excludes, by what it says of them.
    package let excluded: Int

    init?(_ sheet: ScoreSheet, by detector: Detector, requested: Int, _ confidence: Double) {
        guard let findings = sheet.findings[detector.scorer] else { return nil }
        let asked = sheet.asked(by: detector)
        let unasked = sheet.samples.count { findings[$0] == .notAsked }
        guard asked.count > 0 || unasked == 0 else { return nil }
        let fired = sheet.samples(.yes, by: detector)
        let judged = fired + sheet.samples(.no, by: detector)
        excluded = sheet.samples.count - asked.count - unasked
        let lost = detector.selection == .all && unasked == 0 ? requested - sheet.samples.count : 0
        let trials = asked.count + lost
        let isRepeated = sheet.samplesByPrompt(fired, of: asked).contains { $0.trials > 1 }
        func rate(over samples: [Int]) -> RateEstimate {
            isRepeated
                ? RateEstimate(clusters: sheet.samplesByPrompt(fired, of: samples), confidence: confidence)
                : RateEstimate(successes: fired.count, trials: samples.count, confidence: confidence)
        }
        let unknown = asked.count { sample in
            guard let finding = findings[sample] else { return true }
            switch detector.dichotomy.answer(finding) {
            case .yes: return false
            case .no, .excluded: return sheet.outcomes[sample].leavesAnswerUnknown
            case nil: return finding.hasNothingToJudge ? sheet.outcomes[sample].leavesAnswerUnknown : true
            }
        }
        intentionToTreat = RateEstimate(successes: fired.count, trials: trials, confidence: confidence)
        finishedOnly = RateEstimate(
            successes: fired.count { sheet.outcomes[$0] == .finished },
            trials: asked.count { sheet.outcomes[$0] == .finished }, confidence: confidence)
        judgedOnly = judged.count < asked.count ? rate(over: judged) : nil
        skipped = findings.counts(in: asked).reduce(into: [:]) { skipped, finding in
            if case .skipped(let reason) = finding.key { skipped[reason] = finding.value }
        }
        bounds = WorstCaseBounds(successes: fired.count, unknown: unknown + lost, trials: trials)
        clustered = isRepeated ? rate(over: asked) : nil
        corrected = detector.calibration.map { RoganGladen(apparent: rate(over: judged), calibration: $0) }
    }
}
