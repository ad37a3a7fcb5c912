import Evaluation
import Experiments
import Foundation
import Provenance

/// All of an Inspect log but its samples: an `EvalLog` of version 2, without fields that would be empty.
struct InspectLog {
    /// The fields, in the order in which Inspect reads them.
    let fields: [(name: String, value: any Encodable)]

    init(_ run: FinishedRun, _ columns: ScoreColumns, _ identity: InspectIdentity) throws {
        let metrics = try run.metrics
        let requested = metrics.conditions.reduce(0) { $0 + $1.requested }
        let failed = metrics.conditions.reduce(0) { $0 + ($1.outcomes[.failed] ?? 0) }
        let results = Results(
            totalSamples: requested, completedSamples: requested - failed,
            scores: columns.scorers.map { ScorerResult($0, metrics) })
        let statistics = Statistics(
            startedAt: InspectIdentity.text(of: identity.created),
            completedAt: InspectIdentity.text(of: identity.completed), modelUsage: run.manifest.usageByModel)
        fields = [
            ("version", 2), ("status", "success"), ("eval", try Specification(run, columns, identity)),
            ("plan", Plan(config: GenerationConfiguration(run.manifest.experiment.sampling))), ("results", results),
            ("stats", statistics),
        ]
    }

    struct Results: Encodable {
        let totalSamples: Int
        let completedSamples: Int
        let scores: [ScorerResult]
    }

    struct Statistics: Encodable {
        let startedAt: String
        let completedAt: String
        let modelUsage: [String: InspectUsage]
    }

    struct Plan: Encodable {
        let name = "plan"
        let steps = [Step()]
        let config: GenerationConfiguration

        struct Step: Encodable {
            let solver = "generate"
        }
    }

    /// Inspect's `GenerateConfig`.
    struct GenerationConfiguration: Encodable {
        let temperature: Double
        let topP: Double
        let topK: Int?
        let maxTokens: Int

        init(_ sampling: Experiment.Sampling) {
            (temperature, topP, topK) = (sampling.temperature, sampling.topP, sampling.topK)
            maxTokens = sampling.maxTokens
        }
    }

    /// What a scorer found in each condition, as Inspect's own `grouped` metrics are laid out.
    struct ScorerResult: Encodable {
        let name: String
        let scorer: String
        let scoredSamples: Int
        let unscoredSamples: Int
        let metrics: [String: Metric]

        init(_ column: ScoreColumns.Scorer, _ report: MetricsReport) {
            (name, scorer) = (column.name, column.name)
            (scoredSamples, unscoredSamples) = (column.scored, column.skipped)
            let rates = report.conditions.compactMap { summary in
                summary.rate(by: column.name).flatMap { Metric(summary.condition, $0) }
            }
            metrics = Dictionary(uniqueKeysWithValues: rates.map { ($0.name, $0) })
        }
    }

    /// The rate of one condition, from 0 to 1.
    struct Metric: Encodable {
        struct Counts: Encodable {
            let successes: Int
            let trials: Int
            let lower: Double
            let upper: Double
            let interval: String
        }

        let name: String
        let group = "condition"
        let value: Double
        let metadata: Counts

        init?(_ condition: String, _ estimate: RateEstimate) {
            guard let rate = estimate.rate else { return nil }
            name = condition
            value = rate
            let interval = estimate.interval
            metadata = Counts(
                successes: estimate.successes, trials: estimate.trials, lower: interval.lower, upper: interval.upper,
                interval: interval.method.rawValue)
        }
    }
}

extension ConditionSummary {
    /// The rate that the run's report shows of a scorer; nil for one that has none.
    fileprivate func rate(by scorer: String) -> RateEstimate? {
        switch scorer {
        case WellFormednessScorer.name: wellFormed
        case OriginalStringEvaluation.name: originalRule?.success
        case ReasoningMentionScorer.triggerMentionName: triggerMentions?.literal
        case ReasoningMentionScorer.replyMentionName: replyMentionsAmongFired?.literal
        default: rates(by: scorer)?.preferred
        }
    }
}
