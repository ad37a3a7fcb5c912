import Evaluation
import Foundation
import Provenance

/// Turns verdicts into rates with intervals, and contrasts between conditions.
struct StatisticsStage: Stage {
    static let artifact = "metrics.json"
    static let version = 2
    let name = "statistics"
    let artifacts = [Self.artifact]

    struct Inputs: Encodable {
        let transcripts: [String: SHA256Digest]
        let verdicts: SHA256Digest
        let conditions: [String]
        let contrasts: [Experiment.Contrast]
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        Inputs(
            transcripts: try run.transcriptDigests(), verdicts: try run.digest(of: ScoringStage.artifact),
            conditions: run.experiment.conditions.map(\.name), contrasts: run.experiment.contrasts)
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let experiment = run.experiment
        let prompts = try run.directory.promptSplit().test.count
        var scores = RunScores()
        try run.directory.forEachScoredText(of: experiment.conditions.map(\.name)) { sample, verdicts in
            try scores.append(sample.transcript)
            for verdict in verdicts { try scores.append(verdict) }
        }
        let metrics = try MetricsReport(
            requested: experiment.conditions.map { ($0.name, prompts * $0.sampling.perPrompt) },
            contrasts: experiment.contrasts.map { ($0.first, $0.second) }, scores: scores)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.write(encoder.encode(metrics), to: run.directory.file(Self.artifact))
        let unequal = metrics.conditions.filter { $0.recorded != $0.requested }.map(\.condition)
        return StageOutcome(
            summary: "\(metrics.conditions.count) rates, \(metrics.contrasts.count) contrasts",
            proofs: [.none("outcomes-add-up", stage: name, of: metrics.conditions.count, offenders: unequal)])
    }
}
