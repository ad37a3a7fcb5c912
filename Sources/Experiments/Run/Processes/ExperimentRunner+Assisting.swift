import Endpoints
import Foundation
import Provenance
import Torch

/// What the processes of a run do that do not own it.
extension ExperimentRunner {
    /// Does what rank 0 asks for, until the run is done; writes nothing.
    ///
    /// - Throws: what became of another process that failed, and what this one failed at, which the others are told.
    package func assist() async throws {
        guard let team else { return }
        try await team.together {
            try await team.watching { try obey(team) }
        }
    }

    private func obey(_ team: RunTeam) throws {
        var models: ModelPool?
        while true {
            let order = try team.nextOrder()
            let pool = models ?? ModelPool(file, options, precision: order.precision)
            models = pool
            switch order.work {
            case .answer(let job, let place):
                try ShardedModel.serve(job, with: pool.model(at: place), in: team.group)
            case .train(let key, let dataset):
                try options.directory.appending(path: DatasetStage.artifact).wait(for: dataset)
                var run = context(newManifest, models: pool)
                run.key = key
                try TrainingStage().assist(run)
            case .end: return
            }
        }
    }
}

extension ModelPool {
    /// - Parameter precision: the number format to compute in, as rank 0 measured it.
    fileprivate convenience init(_ file: ExperimentFile, _ options: ExperimentRunner.Options, precision: String?) {
        self.init(
            file.experiment, experimentFile: URL(filePath: file.path), device: options.device, keepsReplies: false,
            known: nil, precision: precision)
    }

    fileprivate func model(at place: ModelPlace) throws -> LocalModel {
        guard let adapter = place.adapter else { return try local(place.name) }
        try adapter.folder.wait(for: adapter.digest)
        return try merged(place.name, adapter: adapter.folder, digest: adapter.digest).model
    }
}

extension URL {
    /// Waits until what rank 0 wrote is to be seen here: folders that several machines share can be late.
    ///
    /// - Throws: `UnsharedArtifact` when it does not come.
    fileprivate func wait(for digest: SHA256Digest) throws {
        for _ in 0..<120 {
            if try SHA256Digest(ofArtifact: self) == digest { return }
            try Task.checkCancellation()
            usleep(250_000)
        }
        throw UnsharedArtifact(path: path(percentEncoded: false))
    }
}

/// Something that rank 0 wrote and another process cannot read.
struct UnsharedArtifact: Error, CustomStringConvertible {
    let path: String

    var description: String {
        "\(path) is not here as rank 0 wrote it: a run over several machines needs a folder that all of them share; name it with --out"
    }
}
