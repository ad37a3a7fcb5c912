import Foundation
import Provenance

/// Runs stages in one run directory, each only when its inputs or artifacts are not those of the record.
struct StageRunner {
    let directory: RunDirectory
    let observer: any RunObserver
    let allowedFailures: Set<String>
    var manifest: RunManifest

    /// The output of `stage`, made now or read from an earlier run.
    mutating func run<S: Stage>(_ stage: S) throws -> S.Output {
        let key = try stage.key
        if let record = manifest.record(of: S.name), record.key == key, try isIntact(record) {
            observer.stageFinished(S.name, summary: record.summary, seconds: record.seconds, isReused: true)
            try verify(record.proofs)
            return try stage.load(from: directory)
        }
        observer.stageStarted(S.name)
        let start = ContinuousClock.now
        let outcome = try stage.produce(
            in: directory, StageProgress { [observer] in observer.stageAdvanced(S.name, fraction: $0, note: $1) })
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        var digests: [String: SHA256Digest] = [:]
        for artifact in S.artifacts { digests[artifact] = try directory.digest(of: artifact) }
        manifest.replace(
            .init(
                name: S.name, key: key, artifacts: digests, seconds: seconds, summary: outcome.summary,
                proofs: outcome.proofs))
        try manifest.save(to: directory)
        observer.stageFinished(S.name, summary: outcome.summary, seconds: seconds, isReused: false)
        try verify(outcome.proofs)
        return try stage.load(from: directory)
    }

    /// The digest of an artifact of a completed stage.
    func digest(of artifact: String) throws -> SHA256Digest {
        guard let digest = try directory.digest(of: artifact) else {
            throw FileError(
                path: directory.file(artifact).path(percentEncoded: false), cause: "it is missing",
                remedy: "Run the experiment again with --fresh.")
        }
        return digest
    }

    private func isIntact(_ record: RunManifest.StageRecord) throws -> Bool {
        for (name, digest) in record.artifacts where try directory.digest(of: name) != digest { return false }
        return true
    }

    private func verify(_ proofs: [Proof]) throws(ProofFailure) {
        let failed = proofs.filter { !$0.passed && !allowedFailures.contains($0.name) }
        guard failed.isEmpty else { throw ProofFailure(proofs: failed) }
    }
}
