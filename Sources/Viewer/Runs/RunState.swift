import Experiments
import Foundation
import Reports

/// What a run's files say at one moment.
struct RunState: Sendable {
    let manifest: RunManifest
    /// The report but for its transcripts; nil where there are no statistics yet, or none that can be read.
    let report: ReportContent?
    /// Why statistics that are there cannot be shown.
    private let problem: String?
    /// When the run last wrote down what it had done.
    let date: Date

    init(reading directory: RunDirectory) throws {
        manifest = try RunManifest(reading: directory)
        do {
            report =
                try directory.has("metrics.json")
                ? RunReport(directory, manifest).content(readsTranscripts: false) : nil
            problem = nil
        } catch {
            report = nil
            problem = "The statistics cannot be shown: \(error)"
        }
        date = FileStamp(directory.file(RunManifest.file)).changed
    }

    var experiment: Experiment { manifest.experiment }
    var proofs: [ProofLine] { manifest.proofLines }
    var stages: [PlannedStage] { experiment.plannedStages }

    /// Changes with every stage that is done.
    var version: String { "\(manifest.stages.count)-\(Int(date.timeIntervalSince1970))" }
    var isFinished: Bool { nextStage == nil }

    /// The first stage that is not done.
    var nextStage: PlannedStage? { stages.first { manifest.record(of: $0.name) == nil } }

    /// Why the run stopped or cannot be shown whole, where that can be said.
    var failure: String? {
        manifest.failures.min { $0.key < $1.key }.map { "\($0.key): \($0.value)" } ?? problem
    }

    func role(of condition: String) -> Role {
        experiment.condition(condition)?.role(in: experiment) ?? .control
    }

    /// The name of the first condition of a role.
    func condition(_ role: Role) -> String? { experiment.conditions.first { $0.role(in: experiment) == role }?.name }

    /// How often the behavior fired in the first condition of a role.
    func rate(_ role: Role) -> RateRow? { report?.rates.first?.rows.first { $0.role == role } }
}
