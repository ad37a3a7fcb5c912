import Foundation
import Provenance
import Torch

/// How far a run is, compared with its experiment file as it is now.
package struct RunStatus: Sendable {
    package enum State: String, Sendable, Encodable {
        case done
        case stale
        case partial
        case failed
        case pending
    }

    package struct StageStatus: Sendable, Encodable {
        package let name: String
        package let state: State
        /// What was done, what changed, or what went wrong.
        package let details: [String]
    }

    /// The experiment file that the run is compared with.
    package let source: String
    /// The process that is busy with the run.
    package let owner: String?
    package let stages: [StageStatus]
    /// Computing time of the stages that are done.
    package let seconds: Double

    /// Looks at a run; changes nothing.
    package init(of directory: RunDirectory, finalStages: [any Stage]) throws {
        let manifest = try RunManifest(reading: directory)
        let (file, source) = try Self.file(of: manifest, directory)
        self.source = source
        owner = RunLock.owner(of: directory)
        let options = ExperimentRunner.Options(
            directory: directory.url, device: Device(manifest.environment.device) ?? .cpu,
            allowedFailures: Set(manifest.allowedFailures))
        let plan = try ExperimentRunner(file, options, SilentObserver(), finalStages: finalStages).plan()
        stages = plan.entries.map(StageStatus.init)
        let done = Set(stages.filter { $0.state == .done }.map(\.name))
        seconds = manifest.stages.reduce(0) { $0 + (done.contains($1.name) ? $1.seconds : 0) }
    }

    init(source: String, owner: String?, stages: [StageStatus], seconds: Double) {
        self.source = source
        self.owner = owner
        self.stages = stages
        self.seconds = seconds
    }

    /// The experiment file where it still is, else the run's copy of it.
    private static func file(
        of manifest: RunManifest, _ directory: RunDirectory
    ) throws -> (ExperimentFile, source: String) {
        let path = manifest.source.path
        let overrides = manifest.source.overrides
        if FileManager.default.fileExists(atPath: path) {
            let options = overrides.map { " --set \($0)" }.joined()
            return (try ExperimentFile(path: path, overrides: overrides), path + options)
        }
        let copy = directory.file(RunManifest.experimentFile).path(percentEncoded: false)
        return (try ExperimentFile(of: manifest, in: directory), "\(copy) (\(path) is no more)")
    }
}

extension RunStatus.StageStatus {
    init(_ entry: RunPlan.Entry) {
        name = entry.stage.name
        switch entry.state {
        case .done(let record):
            (state, details) = (.done, [record.summary])
        case .unproven(let record):
            state = .failed
            details = record.proofs.filter { !$0.passed }.map {
                "proof \($0.name): found \($0.measured), expected \($0.expected)"
            }
        case .stale(.inputs(let changes)):
            (state, details) = (.stale, changes.map(\.description))
        case .stale(.follows(let stage)):
            (state, details) = (.stale, ["follows from \(stage)"])
        case .stale(.artifact(let name)):
            (state, details) = (.stale, ["\(name) is not what was written"])
        case .partial(let done, let total):
            (state, details) = (.partial, ["\(done)" + (total.map { " of \($0)" } ?? "")])
        case .failed(let cause):
            (state, details) = (.failed, [cause])
        case .pending:
            (state, details) = (.pending, [])
        }
    }
}

/// Says nothing.
package struct SilentObserver: RunObserver {
    package init() {}
    package func stageStarted(_ name: String) {}
    package func stageAdvanced(_ name: String, fraction: Double?, note: String) {}
    package func stageFinished(_ name: String, summary: String, seconds: Double, origin: StageOrigin) {}
}
