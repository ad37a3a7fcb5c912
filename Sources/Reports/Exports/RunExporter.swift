import Experiments
import Foundation

/// Writes a finished run in the formats of other programs.
///
/// The run's folder is only read. Files appear whole or not at all, and what is there is replaced only when asked.
package struct RunExporter {
    let run: FinishedRun

    package init(_ run: FinishedRun) {
        self.run = run
    }

    /// Where an export goes that no one named a place for: the working folder, or Inspect's own folder of logs there.
    package func defaultDestination(for format: ExportFormat) throws -> URL {
        let name = run.manifest.experiment.name
        return switch format {
        case .inspect: URL(filePath: "logs/\(try InspectIdentity(of: run).fileName)")
        case .csv: URL(filePath: "\(name).csv")
        case .openai: URL(filePath: "\(name).openai.jsonl")
        case .card: URL(filePath: "\(name)-adapter", directoryHint: .isDirectory)
        }
    }

    /// Writes an export and says in a line what it holds.
    ///
    /// - Throws: `ExportError` when there is nothing to export, or something is there already that may not be replaced.
    package func export(_ format: ExportFormat, to destination: URL, replacing: Bool = false) throws -> String {
        let files = format == .card ? ModelCard.files.map { destination.appending(path: $0) } : [destination]
        if !replacing, let existing = files.first(where: exists) {
            throw ExportError.exists(existing.path(percentEncoded: false))
        }
        let folder = format == .card ? destination : destination.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        switch format {
        case .inspect: return "\(try InspectExport(run).write(to: destination)) transcripts"
        case .csv: return "\(try TranscriptTable(run).write(to: destination)) transcripts"
        case .openai: return "\(try ChatDataset(run).write(to: destination)) training rows"
        case .card:
            try ModelCard(run).write(to: destination)
            return ModelCard.files.joined(separator: ", ")
        }
    }

    private func exists(_ file: URL) -> Bool {
        FileManager.default.fileExists(atPath: file.path(percentEncoded: false))
    }
}

/// Why a run cannot be exported.
package enum ExportError: Error, Sendable, Equatable, CustomStringConvertible {
    case exists(String)
    case nothingTrained(String)
    case extensionOfLog(String)

    package var description: String {
        switch self {
        case .exists(let path):
            "\(path): it is there already. Nothing was changed. Name another place with --out, or replace it with --force"
        case .nothingTrained(let wanted):
            "this run trained nothing, so there is no \(wanted) to export; its organism existed before"
        case .extensionOfLog(let path): "\(path): expected a name that ends in .eval or .json, as Inspect's logs do"
        }
    }
}
