import Experiments
import Foundation
import Provenance

/// What tells one log from all others; derived from the run, so that a run is always the same log.
struct InspectIdentity {
    /// When the first and the last transcripts were written.
    let created: Date
    let completed: Date
    let taskID: String
    let runID: String
    let evalID: String
    private let task: String

    init(of run: FinishedRun) throws {
        let manifest = run.manifest
        let transcripts = manifest.stages.reduce(into: [:]) { $0.merge($1.artifacts) { $1 } }
            .filter { $0.key.hasPrefix("transcripts/") }
        let dates = try transcripts.keys.map { name in
            let path = run.directory.file(name).path(percentEncoded: false)
            return try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date ?? .distantPast
        }
        created = dates.min() ?? .distantPast
        completed = dates.max() ?? .distantPast
        task = manifest.experiment.name
        taskID = Self.id(try SHA256Digest(ofCanonicalJSON: manifest.experiment))
        runID = Self.id(try SHA256Digest(ofCanonicalJSON: transcripts))
        evalID = Self.id(try SHA256Digest(ofCanonicalJSON: manifest.stages.map(\.artifacts)))
    }

    /// As Inspect names its logs: time, task, task's id. An underscore would end the name of the task.
    var fileName: String {
        let time = Self.text(of: created).replacing(":", with: "-")
        return "\(time)_\(task.replacing("_", with: "-"))_\(taskID).eval"
    }

    /// The id of a part of the log.
    func id(of part: String) -> String { Self.id(SHA256Digest(ofUTF8: "\(evalID) \(part)")) }

    /// `2026-11-21T19:55:02+00:00`.
    static func text(of date: Date) -> String {
        date.formatted(.iso8601.timeZoneSeparator(.omitted)).replacing("Z", with: "+00:00")
    }

    /// As long as the ids that Inspect makes.
    private static func id(_ digest: SHA256Digest) -> String { String(digest.hex.prefix(22)) }
}
