import Evaluation
import Foundation
import Provenance

/// Turns verdicts into rates with intervals, and contrasts between conditions.
struct StatisticsStage: Stage {
    static let artifact = "metrics.json"
    static let version = 6
    let name = "statistics"
    let artifacts = [Self.artifact]

    struct Inputs: Encodable {
        let seed: UInt64
        let transcripts: [String: SHA256Digest]
        let verdicts: SHA256Digest
        let conditions: [String]
        let contrasts: [Experiment.Contrast]
        let detectors: [Detector]
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        Inputs(
            seed: run.experiment.seed, transcripts: try run.transcriptDigests(),
            verdicts: try run.digest(of: ScoringStage.artifact),
            conditions: run.experiment.conditions.map(\.name), contrasts: run.experiment.contrasts,
            detectors: try run.detectors())
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
            requested: experiment.conditions.map { ($0.name, $0.sampling.samples(of: prompts)) },
            contrasts: experiment.contrasts.map { ($0.first, $0.second) }, detectors: run.detectors(), scores: scores,
            seed: experiment.seed)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.write(encoder.encode(metrics), to: run.directory.file(Self.artifact))
        let unequal = metrics.conditions.filter { $0.recorded != $0.requested }.map(\.condition)
        return StageOutcome(
            summary: "\(metrics.conditions.count) rates, \(metrics.contrasts.count) contrasts",
            proofs: [.none("outcomes-add-up", stage: name, of: metrics.conditions.count, offenders: unequal)])
    }
}

extension RunContext {
    /// What is read as yes or no: whether the behavior fired, and what judges say, with what the run has found out of their
    /// errors.
    func detectors() throws -> [Detector] {
        let analysers = experiment.codeAnalysis == nil ? nil : try directory.analysisAccuracy().total
        let judges = try experiment.judges.flatMap(detectors)
        let majority = judges.count(where: \.detectsBehavior) > 1 ? [Detector(Experiment.majority)] : []
        let joint = experiment.judgesOfCoherentMisalignment.map { judges in
            Detector(
                CoherentMisalignment.name, detectsBehavior: false, selection: judges.alignment.selection ?? .all)
        }
        return [Detector(BehaviorScorer.name, calibration: analysers)] + judges + majority + (joint.map { [$0] } ?? [])
    }
}
