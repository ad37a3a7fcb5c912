/// The rates of all conditions of a run and the contrasts between them.
package struct MetricsReport: Sendable, Hashable, Codable {
    /// The nominal coverage of every interval.
    package let confidence: Double

    /// One summary a condition, in the order requested.
    package let conditions: [ConditionSummary]
    package let contrasts: [Contrast]

    /// Summarises a run.
    ///
    /// - Parameters:
    ///   - requested: the conditions and how many samples each was to have.
    ///   - contrasts: pairs of conditions to compare. One without verdicts on the behavior is left out.
    ///   - scores: the samples of the run and what was said of them.
    package init(
        requested: [(condition: String, samples: Int)], contrasts: [(first: String, second: String)] = [],
        scores: RunScores, confidence: Double = 0.95
    ) throws(SummaryError) {
        self.confidence = confidence
        var scored: [String: ScoredCondition] = [:]
        for (condition, samples) in requested {
            let sheet = scores.sheet(of: condition)
            let summary = try ConditionSummary(sheet, requested: samples, confidence)
            scored[condition] = ScoredCondition(summary: summary, sheet: sheet)
        }
        conditions = requested.compactMap { scored[$0.condition]?.summary }
        var compared: [Contrast] = []
        for (first, second) in contrasts {
            guard let one = scored[first] else { throw .unknownCondition(first) }
            guard let two = scored[second] else { throw .unknownCondition(second) }
            if let contrast = Contrast(one, minus: two) { compared.append(contrast) }
        }
        self.contrasts = compared
    }

    /// Summarises a run that is in memory.
    package init(
        requested: [(condition: String, samples: Int)], contrasts: [(first: String, second: String)] = [],
        transcripts: [Transcript], verdicts: [Verdict], confidence: Double = 0.95
    ) throws(SummaryError) {
        try self.init(
            requested: requested, contrasts: contrasts,
            scores: RunScores(of: requested.map(\.condition), transcripts, verdicts), confidence: confidence)
    }
}

/// A condition's summary with what it was made of.
struct ScoredCondition {
    let summary: ConditionSummary
    let sheet: ScoreSheet
}
