import Experiments
import Provenance

/// Writes the report of a run.
package struct ReportStage: Stage {
    package static let version = 1
    package let name = "report"
    package let artifacts = [RunReport.file]

    package init() {}

    package struct Inputs: Encodable {
        let experiment: Experiment
        let program: String
        /// The artifacts that are shown, by name.
        let artifacts: [String: SHA256Digest]
        /// What was proved, and by which stages.
        let proofs: SHA256Digest
        let allowedFailures: [String]
    }

    package func inputs(_ run: RunContext) throws -> Inputs {
        _ = try run.digest(of: "metrics.json")
        return Inputs(
            experiment: run.experiment, program: CandorVersion.current,
            artifacts: run.digests.filter { $0.key != RunReport.file },
            proofs: try SHA256Digest(ofCanonicalJSON: run.manifest.stages.filter { $0.name != name }.map(\.proofs)),
            allowedFailures: run.manifest.allowedFailures)
    }

    package func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        try RunReport(run.directory, run.manifest).write()
        return StageOutcome(summary: RunReport.file)
    }
}
