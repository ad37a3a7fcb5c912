/// The success rate by the rule of the original experiment, and what that rule leaves out.
package struct OriginalRuleRate: Sendable, Hashable, Codable {
    /// Successes, as defined for the condition's arm, over the samples that were not skipped.
    package let success: RateEstimate

    /// How many samples the rule skips, by reason.
    package let skipped: [String: Int]

    init?(_ sheet: ScoreSheet, _ confidence: Double) {
        guard let counts = sheet.originalRule?.counts(in: sheet.samples) else { return nil }
        let successes = counts[.flag(true), default: 0]
        success = RateEstimate(
            successes: successes, trials: successes + counts[.flag(false), default: 0], confidence: confidence)
        skipped = counts.reduce(into: [:]) { skipped, finding in
            if case .skipped(let reason) = finding.key { skipped[reason] = finding.value }
        }
    }
}
