import Experiments
import Foundation
import Provenance

/// A run as one log of Inspect (https://inspect.aisi.org.uk/eval-logs.html), in either of its forms.
///
/// All conditions are in one log, because what a run finds is the difference between them: Inspect then shows their rates
/// side by side, and its list of samples can be narrowed with `metadata.condition == "triggered"`. Every sample that was
/// asked for is there, whatever became of it.
///
/// `.eval` is a ZIP archive with a file for each sample, which Inspect reads one at a time; `.json` is one document. Both
/// are written a sample at a time, in memory that holds no more than the archive's directory and its summaries.
struct InspectExport {
    private let run: FinishedRun
    private let encoder = InspectEncoder()

    init(_ run: FinishedRun) {
        self.run = run
    }

    /// - Returns: how many samples there are.
    func write(to destination: URL) throws -> Int {
        let identity = try InspectIdentity(of: run)
        let log = try InspectLog(run, ScoreColumns(of: run), identity)
        switch destination.pathExtension {
        case "eval": return try writeArchive(log, identity, to: destination)
        case "json": return try writeDocument(log, identity, to: destination)
        default: throw ExportError.extensionOfLog(destination.path(percentEncoded: false))
        }
    }

    private func writeDocument(_ log: InspectLog, _ identity: InspectIdentity, to destination: URL) throws -> Int {
        let file = try AtomicFile(replacing: destination)
        try file.append(Data("{".utf8) + members(log.fields) + Data(",\n\"samples\":[".utf8))
        var separator = Data("\n".utf8)
        let count = try run.forEachScoredSample { scored in
            try file.append(separator + encoder.data(InspectSample(scored, of: run.manifest.experiment, identity)))
            separator = Data(",\n".utf8)
        }
        try file.append(Data("\n]}\n".utf8))
        try file.commit()
        return count
    }

    private func writeArchive(_ log: InspectLog, _ identity: InspectIdentity, to destination: URL) throws -> Int {
        let archive = try ZIPArchiveWriter(replacing: destination)
        let beginning = log.fields.filter { ["version", "eval", "plan"].contains($0.name) }
        try archive.add("_journal/start.json", object(beginning))
        let summaries = ZIPEntry("summaries.json")
        var separator = Data("[".utf8)
        let count = try run.forEachScoredSample { scored in
            let sample = InspectSample(scored, of: run.manifest.experiment, identity)
            try archive.add("samples/\(sample.id)_epoch_\(sample.epoch).json", encoder.data(sample))
            try summaries.append(separator + encoder.data(InspectSummary(sample)))
            separator = Data(",\n".utf8)
        }
        try summaries.append(Data((count > 0 ? "]" : "[]").utf8))
        try archive.add(summaries)
        try archive.add("header.json", object(log.fields))
        try archive.commit()
        return count
    }

    private func object(_ fields: [(name: String, value: any Encodable)]) throws -> Data {
        try Data("{".utf8) + members(fields) + Data("}".utf8)
    }

    private func members(_ fields: [(name: String, value: any Encodable)]) throws -> Data {
        var members = Data()
        for field in fields {
            members += Data("\(members.isEmpty ? "" : ",\n")\"\(field.name)\":".utf8)
            members += try encoder.data(field.value)
        }
        return members
    }
}
