import Foundation

extension FinishedRun {
    /// Reads a run that came to its end, and makes sure that its files are those that it wrote.
    ///
    /// - Throws: `ManifestError`, `UnfinishedRun` or `ChangedArtifact`.
    package init(reading directory: RunDirectory) throws {
        let manifest = try RunManifest(reading: directory)
        let missing = Pipeline(manifest.experiment).stages.map(\.name).filter { manifest.record(of: $0) == nil }
        let failed = manifest.proofs.filter { !$0.passed && !manifest.allowedFailures.contains($0.name) }
        guard missing.isEmpty, failed.isEmpty else {
            throw UnfinishedRun(
                path: directory.url.path(percentEncoded: false), missing: missing, failedProofs: failed.map(\.name))
        }
        try manifest.stages.checkArtifacts(in: directory)
        self.init(directory: directory, manifest: manifest)
    }
}

extension Sequence<RunManifest.StageRecord> {
    /// - Throws: `ChangedArtifact` for a file that is not what its stage wrote.
    func checkArtifacts(in directory: RunDirectory) throws {
        for record in self {
            for (name, digest) in record.artifacts where try directory.digest(of: name) != digest {
                throw ChangedArtifact(path: directory.file(name).path(percentEncoded: false), stage: record.name)
            }
        }
    }
}

/// A run that has no results yet, or none that mean anything.
package struct UnfinishedRun: Error, Sendable, Equatable, CustomStringConvertible {
    let path: String
    let missing: [String]
    let failedProofs: [String]

    package var description: String {
        let causes = [
            missing.isEmpty ? nil : "to be run: \(missing.joined(separator: ", "))",
            failedProofs.isEmpty ? nil : "failed proofs: \(failedProofs.joined(separator: ", "))",
        ]
        return "\(path): the run is not finished (\(causes.compactMap { $0 }.joined(separator: "; "))). "
            + "Finish it with `candor run`; `candor status` says how far it is"
    }
}

/// A file of a run that is not what its stage wrote.
package struct ChangedArtifact: Error, Sendable, Equatable, CustomStringConvertible {
    let path: String
    let stage: String

    package var description: String {
        "\(path): it is not what the stage \(stage) wrote, so it would be passed off as what it is not. "
            + "Put it back, or run the experiment again: the stage is then made anew"
    }
}
