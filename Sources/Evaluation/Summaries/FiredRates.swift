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
        let fired = sheet.transcripts.filter { sheet.hasFired($0) }
        let finished = sheet.transcripts.filter { $0.completion.outcome == .finished }
        let unknown = sheet.transcripts.count { transcript in
            guard case .flag(let fired)? = behavior[transcript.id] else { return true }
            return !fired && transcript.completion.outcome.leavesAnswerUnknown
        }
        intentionToTreat = RateEstimate(successes: fired.count, trials: requested, confidence: confidence)
        finishedOnly = RateEstimate(
            successes: finished.count { sheet.hasFired($0) }, trials: finished.count, confidence: confidence)
        bounds = WorstCaseBounds(
            successes: fired.count, unknown: unknown + requested - sheet.transcripts.count, trials: requested)
        let prompts = Dictionary(grouping: sheet.transcripts, by: \.promptID)
        clustered =
            prompts.count == sheet.transcripts.count
            ? nil
            : RateEstimate(
                clusters: prompts.values.map { ($0.count { sheet.hasFired($0) }, $0.count) }, confidence: confidence)
    }
}
