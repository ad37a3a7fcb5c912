import Experiments
import Foundation
import Provenance

/// Writes the report of a run, its charts, and the numbers behind them.
package struct ReportStage: Stage {
    package static let version = 2
    package let name = "report"
    package let artifacts = [RunReport.file, ChartFiles.folder]

    /// What makes pictures of the charts; nil for none.
    private let rasteriser: ChartRasteriser?

    /// - Parameter rasteriser: makes a PNG picture of each chart; nil for none.
    package init(rasteriser: ChartRasteriser? = nil) { self.rasteriser = rasteriser }

    package struct Inputs: Encodable {
        let experiment: Experiment
        let program: String
        /// The artifacts that are shown, by name.
        let artifacts: [String: SHA256Digest]
        /// What was proved, and by which stages.
        let proofs: SHA256Digest
        let allowedFailures: [String]
        /// What people said of transcripts; nil where nobody did.
        let labels: SHA256Digest?
    }

    package func inputs(_ run: RunContext) throws -> Inputs {
        _ = try run.digest(of: "metrics.json")
        return Inputs(
            experiment: run.experiment, program: CandorVersion.current,
            artifacts: run.digests.filter { !artifacts.contains($0.key) },
            proofs: try SHA256Digest(ofCanonicalJSON: run.manifest.stages.filter { $0.name != name }.map(\.proofs)),
            allowedFailures: run.manifest.allowedFailures,
            labels: try run.directory.digest(of: RunDirectory.labels))
    }

    package func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let content = try RunReport(run.directory, run.manifest).content()
        try AtomicFile.write(HTMLReport(content).text, to: run.directory.file(RunReport.file))
        let charts = ChartFiles(content)
        let pictures = try await charts.write(to: run.directory.file(ChartFiles.folder), rasteriser: rasteriser)
        return StageOutcome(
            summary: "\(RunReport.file), \(charts.entries.count) charts in \(ChartFiles.folder)/"
                + (pictures > 0 ? ", \(pictures) as PNG" : ""))
    }
}
