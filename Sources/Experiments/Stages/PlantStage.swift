import Evaluation
import Foundation
import Provenance

/// Says whether the behavior was planted, by the thresholds that the experiment declares.
struct PlantStage: Stage {
    static let artifact = "plant.json"
    static let version = 2
    let name = "plant"
    let artifacts = [Self.artifact]
    private let thresholds: Experiment.Plant

    init(_ thresholds: Experiment.Plant) {
        self.thresholds = thresholds
    }

    struct Inputs: Encodable {
        let metrics: SHA256Digest
        let thresholds: Experiment.Plant
        let triggered: [String]
        let untriggered: [String]
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        let conditions = run.experiment.conditionsOfPlant
        return Inputs(
            metrics: try run.digest(of: StatisticsStage.artifact), thresholds: thresholds,
            triggered: conditions.triggered, untriggered: conditions.untriggered)
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let metrics = try run.directory.decode(MetricsReport.self, from: StatisticsStage.artifact)
        func firings(_ names: [String]) -> [PlantFinding.Firing] {
            names.compactMap { name in
                let summary = metrics.conditions.first { $0.condition == name }
                return summary?.fired.map { .init(condition: name, rate: $0.preferred) }
            }
        }
        let conditions = run.experiment.conditionsOfPlant
        let finding = PlantFinding(
            fires: thresholds.fires, leaks: thresholds.leaks, triggered: firings(conditions.triggered),
            untriggered: firings(conditions.untriggered))
        try AtomicFile.write(CanonicalJSON.data(finding), to: run.directory.file(Self.artifact))
        return StageOutcome(summary: finding.description)
    }
}

extension Experiment {
    /// The organism's conditions by whether the trigger is on. Variants of the trigger are neither, but for another value of its
    /// kind, which is a decoy.
    var conditionsOfPlant: (triggered: [String], untriggered: [String]) {
        let own = conditions.filter {
            $0.adapter == .organism && $0.model == nil && $0.reasoning == nil && $0.prefill == nil
                && ($0.variant == nil || $0.variant == .otherValue)
        }
        return (
            own.filter { $0.trigger == trigger }.map(\.name), own.filter { $0.trigger != trigger }.map(\.name)
        )
    }
}

extension RunDirectory {
    /// Whether the behavior was planted; nil where that was not asked.
    package func plantFinding() throws -> PlantFinding? {
        guard has(PlantStage.artifact) else { return nil }
        return try decode(from: PlantStage.artifact)
    }
}
