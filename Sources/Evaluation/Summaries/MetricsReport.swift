/// The rates of all conditions of a run and the contrasts between them.
package struct MetricsReport: Sendable, Hashable, Codable {
    /// The nominal coverage of every interval.
    package let confidence: Double

    /// One summary a condition, in the order requested.
    package let conditions: [ConditionSummary]
    package let contrasts: [Contrast]

    /// How far the detectors of the behavior agree on the samples that more than one of them judged; nil with one detector.
    package let agreement: KrippendorffAlpha?

    /// What is read as yes or no: whether the behavior fired, and what judges say.
    package let detectors: [Detector]

    /// Summarises a run.
    ///
    /// - Parameters:
    ///   - requested: the conditions and how many samples each was to have.
    ///   - contrasts: pairs of conditions to compare. One without verdicts on the behavior is left out.
    ///   - detectors: what is read as yes or no.
    ///   - scores: the samples of the run and what was said of them.
    ///   - seed: what prompts are resampled by, for the intervals of paired differences.
    package init(
        requested: [(condition: String, samples: Int)], contrasts: [(first: String, second: String)] = [],
        detectors: [Detector] = [.behavior], scores: RunScores, confidence: Double = 0.95,
        seed: UInt64 = 0
    ) throws(SummaryError) {
        self.confidence = confidence
        self.detectors = detectors
        var scored: [String: ScoredCondition] = [:]
        for (condition, samples) in requested {
            let sheet = scores.sheet(of: condition)
            let summary = try ConditionSummary(sheet, requested: samples, detectors, confidence)
            scored[condition] = ScoredCondition(summary: summary, sheet: sheet)
        }
        conditions = requested.compactMap { scored[$0.condition]?.summary }
        var compared: [Contrast] = []
        for (first, second) in contrasts {
            guard let one = scored[first] else { throw .unknownCondition(first) }
            guard let two = scored[second] else { throw .unknownCondition(second) }
            compared += detectors.compactMap {
                Contrast(one, minus: two, by: $0, seed: seed, confidence)
            }
        }
        self.contrasts = compared.holmAdjusted()
        agreement = Self.agreement(of: detectors, on: scored.values.map(\.sheet))
    }

    private static func agreement(of detectors: [Detector], on sheets: [ScoreSheet]) -> KrippendorffAlpha? {
        let detectors = detectors.filter(\.detectsBehavior)
        guard detectors.count > 1 else { return nil }
        let units = sheets.flatMap { sheet in
            let columns = detectors.compactMap { sheet.findings[$0.scorer] }
            return sheet.samples.map { sample in columns.compactMap { $0[sample] }.filter(\.isFlag) }
        }
        return KrippendorffAlpha(nominal: units)
    }

    /// Summarises a run that is in memory.
    package init(
        requested: [(condition: String, samples: Int)], contrasts: [(first: String, second: String)] = [],
        detectors: [Detector] = [.behavior], transcripts: [Transcript], verdicts: [Verdict], confidence: Double = 0.95
    ) throws(SummaryError) {
        try self.init(
            requested: requested, contrasts: contrasts, detectors: detectors,
            scores: RunScores(of: requested.map(\.condition), transcripts, verdicts), confidence: confidence)
    }
}

/// A condition's summary with what it was made of.
struct ScoredCondition {
    let summary: ConditionSummary
    let sheet: ScoreSheet
}
