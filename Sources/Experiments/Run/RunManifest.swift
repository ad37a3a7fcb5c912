import Endpoints
import Foundation
import Provenance

/// What a run is and how far it came: `run.json`.
package struct RunManifest: Sendable, Codable {
    /// One stage that was completed.
    package struct StageRecord: Sendable, Codable {
        package let name: String
        /// The digest of everything that the stage depends on.
        package let key: SHA256Digest
        /// The digest of each artifact, by name.
        package let artifacts: [String: SHA256Digest]
        package let seconds: Double
        /// What the stage did, in a line.
        package let summary: String
        package let proofs: [Proof]
    }

    /// Where and with what the run was made.
    package struct Environment: Sendable, Codable {
        package let version: String
        package let libtorch: String
        package let device: String
        package let machine: String
        package let threads: Int
    }

    package static let file = "run.json"

    package let experiment: Experiment
    package var environment: Environment
    package var model: LocalModel.Identity?
    package var stages: [StageRecord] = []
    /// The proofs whose failure was accepted on the command line.
    package var allowedFailures: [String] = []

    package var proofs: [Proof] { stages.flatMap(\.proofs) }
    package var seconds: Double { stages.reduce(0) { $0 + $1.seconds } }

    func record(of stage: String) -> StageRecord? { stages.first { $0.name == stage } }

    mutating func replace(_ record: StageRecord) {
        if let index = stages.firstIndex(where: { $0.name == record.name }) {
            stages[index] = record
        } else {
            stages.append(record)
        }
    }

    package init(reading directory: RunDirectory) throws {
        self = try JSONDecoder().decode(RunManifest.self, from: Data(contentsOf: directory.file(Self.file)))
    }

    init(_ experiment: Experiment, _ environment: Environment) {
        self.experiment = experiment
        self.environment = environment
    }

    func save(to directory: RunDirectory) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(encoder.encode(self), to: directory.file(Self.file))
    }
}
