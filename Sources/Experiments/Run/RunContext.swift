import Foundation
import Organisms
import Provenance

/// What a stage can see of its run.
package struct RunContext: Sendable {
    package let experiment: Experiment
    /// The folder that paths in the experiment file are relative to.
    package let folder: URL
    package let directory: RunDirectory
    package let models: any ModelProvider
    /// The processes that make the run together; nil for one alone.
    var team: RunTeam?
    /// The digests of the artifacts that are done, by their paths in the run's folder.
    package internal(set) var digests: [String: SHA256Digest] = [:]
    /// The key of the stage that is being run.
    package internal(set) var key = SHA256Digest(ofUTF8: "")
    /// The manifest as the stages before this one left it.
    package internal(set) var manifest: RunManifest

    /// The digest of an artifact of an earlier stage.
    package func digest(of artifact: String) throws(MissingArtifact) -> SHA256Digest {
        guard let digest = digests[artifact] else { throw MissingArtifact(artifact: artifact) }
        return digest
    }

    /// - Throws: `ProofFailure` when a proof failed whose failure was not accepted on the command line.
    func verify(_ proofs: [Proof]) throws(ProofFailure) {
        let failed = proofs.filter { !$0.passed && !manifest.allowedFailures.contains($0.name) }
        guard failed.isEmpty else { throw ProofFailure(proofs: failed) }
    }

    /// A path of the experiment file.
    package func resolve(_ path: String) -> URL {
        URL(filePath: path, relativeTo: folder).standardizedFileURL
    }
}

/// A stage that comes before has not been run.
package struct MissingArtifact: Error, Sendable, CustomStringConvertible {
    package let artifact: String

    package var description: String { "\(artifact) has not been made yet" }
}
