/// The success rate by the rule of the original experiment, and what that rule leaves out.
package struct OriginalRuleRate: Sendable, Hashable, Codable {
    /// Successes, as defined for the condition's arm, over the samples that were not skipped.
    package let success: RateEstimate

    /// How many samples the rule skips, by reason.
    package let skipped: [String: Int]

    init?(_ sheet: ScoreSheet, _ confidence: Double) {
        guard let values = sheet.originalRule?.values else { return nil }
        success = RateEstimate(
            successes: values.count { $0 == .flag(true) },
            trials: values.count { $0 == .flag(true) || $0 == .flag(false) }, confidence: confidence)
        skipped = values.reduce(into: [:]) { counts, value in
            if case .skipped(let reason) = value { counts[reason, default: 0] += 1 }
        }
    }
}
