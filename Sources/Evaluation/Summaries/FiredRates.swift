/// How often the behavior fired, with every denominator that someone might mean.
package struct FiredRates: Sendable, Hashable, Codable {
    /// Over all requested samples; one without an answer, or lost, did not fire.
    package let intentionToTreat: RateEstimate

    /// Over the samples that finished by themselves.
    package let finishedOnly: RateEstimate

    /// Between what limits the rate over all requested samples must lie, whatever truncated, withheld, failed, lost and
    /// unscored samples would have shown.
    package let bounds: WorstCaseBounds

    /// The rate over recorded samples with an interval that allows for several samples of one prompt; nil if each
    /// prompt was sampled once.
    package let clustered: RateEstimate?

    /// The estimate whose interval is honest about repeated prompts.
    package var preferred: RateEstimate { clustered ?? intentionToTreat }

    init?(_ sheet: ScoreSheet, requested: Int, _ confidence: Double) {
        guard let behavior = sheet.behavior else { return nil }
        let fired = sheet.fired
        let unknown = sheet.samples.count { sample in
            guard case .flag(let fired)? = behavior[sample] else { return true }
            return !fired && sheet.outcomes[sample].leavesAnswerUnknown
        }
        intentionToTreat = RateEstimate(successes: fired.count, trials: requested, confidence: confidence)
        finishedOnly = RateEstimate(
            successes: fired.count { sheet.outcomes[$0] == .finished },
            trials: sheet.outcomes.count { $0 == .finished }, confidence: confidence)
        bounds = WorstCaseBounds(
            successes: fired.count, unknown: unknown + requested - sheet.samples.count, trials: requested)
        let prompts = sheet.firedByPrompt
        clustered =
            prompts.contains { $0.trials > 1 } ? RateEstimate(clusters: prompts, confidence: confidence) : nil
    }
}
