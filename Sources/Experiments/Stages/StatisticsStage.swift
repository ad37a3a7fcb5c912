import Evaluation
import Foundation
import Provenance

/// Turns verdicts into rates with intervals, and contrasts between conditions.
struct StatisticsStage: Stage {
    static let name = "statistics"
    static let version = 1
    static let artifacts = ["metrics.json"]

    let experiment: Experiment
    let samplesPerCondition: Int
    let transcripts: [Transcript]
    let verdicts: [Verdict]
    let digests: [SHA256Digest]

    struct Inputs: Encodable {
        let digests: [SHA256Digest]
        let conditions: [String]
        let contrasts: [Experiment.Contrast]
        let samplesPerCondition: Int
    }

    var inputs: Inputs {
        Inputs(
            digests: digests, conditions: experiment.conditions.map(\.name), contrasts: experiment.contrasts,
            samplesPerCondition: samplesPerCondition)
    }

    func produce(in directory: RunDirectory, _ progress: StageProgress) throws -> StageOutcome {
        let metrics = try MetricsReport(
            requested: experiment.conditions.map { ($0.name, samplesPerCondition) },
            contrasts: experiment.contrasts.map { ($0.first, $0.second) }, transcripts: transcripts, verdicts: verdicts)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.write(encoder.encode(metrics), to: directory.file(Self.artifacts[0]))
        let unequal = metrics.conditions.filter { $0.recorded != $0.requested }.map(\.condition)
        return StageOutcome(
            summary: "\(metrics.conditions.count) rates, \(metrics.contrasts.count) contrasts",
            proofs: [
                .none("outcomes-add-up", stage: Self.name, of: metrics.conditions.count, offenders: unequal)
            ])
    }

    func load(from directory: RunDirectory) throws -> MetricsReport {
        try JSONDecoder().decode(MetricsReport.self, from: Data(contentsOf: directory.file(Self.artifacts[0])))
    }
}
