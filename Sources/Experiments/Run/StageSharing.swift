import Endpoints
import Foundation
import Provenance

/// Finished stages of other runs, to be used again where they did the same.
struct StageSharing {
    private let donors: [(directory: RunDirectory, manifest: RunManifest)]

    /// - Parameter folders: of runs; those that are none, or none yet, have nothing to give.
    init(_ folders: [URL]) {
        donors = folders.map(RunDirectory.init).compactMap { directory in
            (try? RunManifest(reading: directory)).map { (directory, $0) }
        }
    }

    var isEmpty: Bool { donors.isEmpty }

    /// What was measured of the base model on this machine.
    func model(on machine: String) -> LocalModel.Identity? {
        donors.lazy.filter { $0.manifest.environment.machine == machine }.compactMap(\.manifest.model).first
    }

    /// Puts the artifacts of a stage that another run did with the same inputs into a run's folder.
    ///
    /// Files are linked where the disk allows it and copied elsewhere; a run replaces its files whole, so that no one's
    /// changes reach another's.
    ///
    /// - Returns: the stage's record; nil where no run has done it, or its files are not what it wrote.
    func record(
        of stage: some Stage, key: SHA256Digest, into directory: RunDirectory
    ) throws -> RunManifest.StageRecord? {
        for donor in donors {
            guard var record = donor.manifest.stages.first(where: { $0.key == key && $0.name == stage.name }),
                Set(record.artifacts.keys) == Set(stage.artifacts),
                (try? [record].checkArtifacts(in: donor.directory)) != nil
            else { continue }
            for artifact in stage.artifacts { try place(artifact, of: donor.directory, into: directory) }
            record.sharedFrom = record.sharedFrom ?? donor.directory.url.lastPathComponent
            return record
        }
        return nil
    }

    private func place(_ artifact: String, of donor: RunDirectory, into directory: RunDirectory) throws {
        let files = FileManager.default
        try directory.prepare(artifact)
        try directory.remove(artifact)
        let (source, target) = (donor.file(artifact), directory.file(artifact))
        if (try? files.linkItem(at: source, to: target)) == nil {
            try directory.remove(artifact)
            try files.copyItem(at: source, to: target)
        }
    }
}
