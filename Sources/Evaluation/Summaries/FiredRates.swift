/// How often a detector of the behavior, a rule, analysers or a judge, says that it fired, with every denominator that
/// someone might mean.
package struct FiredRates: Sendable, Hashable, Codable {
    /// Over all requested samples; one without an answer, or lost, did not fire.
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

    init?(
        _ sheet: ScoreSheet, by detector: String, requested: Int, calibration: ConfusionMatrix?, _ confidence: Double
    ) {
        guard let findings = sheet.findings[detector] else { return nil }
        let fired = sheet.samples(of: detector) { $0 == .flag(true) }
        let judged = sheet.samples(of: detector) { $0.isFlag }
        let isRepeated = sheet.samplesByPrompt(fired).contains { $0.trials > 1 }
        func rate(over samples: [Int]) -> RateEstimate {
            isRepeated
                ? RateEstimate(clusters: sheet.samplesByPrompt(fired, of: samples), confidence: confidence)
                : RateEstimate(successes: fired.count, trials: samples.count, confidence: confidence)
        }
        let unknown = sheet.samples.count { sample in
            switch findings[sample] {
            case .flag(true)?: false
            case .flag(false)?, .noCode?: sheet.outcomes[sample].leavesAnswerUnknown
            default: true
            }
        }
        intentionToTreat = RateEstimate(successes: fired.count, trials: requested, confidence: confidence)
        finishedOnly = RateEstimate(
            successes: fired.count { sheet.outcomes[$0] == .finished },
            trials: sheet.outcomes.count { $0 == .finished }, confidence: confidence)
        judgedOnly = judged.count < sheet.samples.count ? rate(over: judged) : nil
        skipped = findings.counts(in: sheet.samples).reduce(into: [:]) { skipped, finding in
            if case .skipped(let reason) = finding.key { skipped[reason] = finding.value }
        }
        bounds = WorstCaseBounds(
            successes: fired.count, unknown: unknown + requested - sheet.samples.count, trials: requested)
        clustered = isRepeated ? rate(over: Array(sheet.samples)) : nil
        corrected = calibration.map { RoganGladen(apparent: rate(over: judged), calibration: $0) }
    }
}
