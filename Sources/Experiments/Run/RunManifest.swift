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
        package let version: Int
        /// Everything that the stage depends on, to say later what changed.
        package let inputs: JSONValue
        /// The digest of each artifact, by name.
        package let artifacts: [String: SHA256Digest]
        /// Computing time, that of interrupted attempts left out.
        package let seconds: Double
        /// What the stage did, in a line.
        package let summary: String
        package let proofs: [Proof]
        package let tally: StageTally
        /// The folder of the run that did the stage, where it was another one.
        package var sharedFrom: String?
    }

    /// Where and with what the run was made.
    package struct Environment: Sendable, Codable {
        package let version: String
        package let libtorch: String
        package let device: String
        package let machine: String
        package let threads: Int
        /// How many processes made the run together; nil for one.
        package var processes: Int?
    }

    package static let file = "run.json"
    /// The copy of the experiment file.
    static let experimentFile = "experiment.yaml"

    /// Raised when a program that knows only the earlier format would misread the new one.
    package static let currentFormat = 5

    package private(set) var format = Self.currentFormat
    package let experiment: Experiment
    /// The experiment file's path, and the `--set` options on top of it.
    package let source: Source
    package var environment: Environment
    package var model: LocalModel.Identity?
    package var stages: [StageRecord] = []
    /// Stages that were completed, but are not in the experiment as it is now; they are used again when they come back.
    var setAside: [StageRecord] = []
    /// Why a stage could not be completed, by its name.
    package var failures: [String: String] = [:]
    /// The proofs whose failure was accepted on the command line.
    package var allowedFailures: [String] = []

    package struct Source: Sendable, Codable {
        package let path: String
        package let overrides: [String]

        package init(path: String, overrides: [String]) {
            self.path = path
            self.overrides = overrides
        }
    }

    package var proofs: [Proof] { stages.flatMap(\.proofs) }
    /// Computing time, without that of stages that other runs did.
    package var seconds: Double { stages.reduce(0) { $0 + ($1.sharedFrom == nil ? $1.seconds : 0) } }

    package func record(of stage: String) -> StageRecord? { stages.first { $0.name == stage } }

    /// Puts in a stage's record, where it belongs in the order of the stages.
    mutating func replace(_ record: StageRecord, order: [String]) {
        failures[record.name] = nil
        stages.removeAll { $0.name == record.name }
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        let place = places[record.name] ?? order.count
        stages.insert(record, at: stages.firstIndex { places[$0.name] ?? 0 > place } ?? stages.count)
    }

    /// Reads the manifest of a run.
    ///
    /// - Throws: `ManifestError`, which says whether it is missing, damaged, or of a newer version.
    package init(reading directory: RunDirectory) throws(ManifestError) {
        let path = directory.file(Self.file).path(percentEncoded: false)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .missing(path) }
        guard !isFolder.boolValue else { throw .folder(path) }
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
        if let format = (try? JSONDecoder().decode(Format.self, from: data))?.format, format != Self.currentFormat {
            throw format > Self.currentFormat ? .newer(path, format) : .older(path)
        }
        do {
            self = try JSONDecoder().decode(RunManifest.self, from: data)
        } catch {
            throw .damaged(path, "\(error)")
        }
        if let name = (stages + setAside).flatMap(\.artifacts.keys).first(where: { !RunDirectory.contains($0) }) {
            throw .damaged(path, "the artifact '\(name)' is not in this folder")
        }
    }

    init(_ experiment: Experiment, _ source: Source, _ environment: Environment) {
        self.experiment = experiment
        self.source = source
        self.environment = environment
    }

    func save(to directory: RunDirectory) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(encoder.encode(self), to: directory.file(Self.file))
    }
}

extension ExperimentFile {
    /// The experiment file that a run was made with: the copy in its folder, under the path that it had.
    package init(of manifest: RunManifest, in directory: RunDirectory) throws {
        let copy = try String(contentsOf: directory.file(RunManifest.experimentFile), encoding: .utf8)
        try self.init(text: copy, path: manifest.source.path, overrides: manifest.source.overrides)
    }
}

private struct Format: Decodable {
    let format: Int

    enum CodingKeys: CodingKey {
        case format
    }

    /// The first format had no number.
    init(from decoder: any Decoder) throws {
        format = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Int.self, forKey: .format) ?? 1
    }
}

/// Why a run's manifest cannot be used.
package enum ManifestError: Error, Sendable, Equatable, CustomStringConvertible {
    case missing(String)
    case folder(String)
    case unreadable(String)
    case damaged(String, String)
    case older(String)
    case newer(String, Int)

    package var description: String {
        switch self {
        case .missing(let path): "\(path): there is no run here; expected a folder that `candor run` made"
        case .folder(let path):
            "\(path): expected the file of a run, found a folder. Nothing was changed. Name another folder with --out"
        case .unreadable(let path): "\(path): it cannot be read; give yourself permission to it"
        case .damaged(let path, let cause):
            "\(path): it is damaged (\(cause.prefix(200))). Nothing was changed. Put back a copy, or run with --fresh to make the run anew"
        case .older(let path):
            "\(path): it was made by an earlier version. Nothing was changed. Run with --fresh, or name another folder with --out"
        case .newer(let path, let format):
            "\(path): it was made by a newer version of candor (format \(format), this one reads \(RunManifest.currentFormat)). "
                + "Nothing was changed. Update candor, or name another folder with --out"
        }
    }
}
