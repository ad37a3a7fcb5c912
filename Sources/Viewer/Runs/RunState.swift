import Experiments
import Foundation
import Reports

/// What a run's files say at one moment.
struct RunState: Sendable {
    let manifest: RunManifest
    /// The report but for its transcripts; nil where there are no statistics yet, or none that can be read.
    let report: ReportContent?
    /// When the run last wrote down what it had done.
    let date: Date

    init(reading directory: RunDirectory) throws {
        manifest = try RunManifest(reading: directory)
        report = try? RunReport(directory, manifest).content(choosesTranscripts: false)
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

    /// Why the run stopped, where it says so: an error, or proofs that failed.
    var failure: String? {
        manifest.failures.min { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    }

    func role(of condition: String) -> Role {
        experiment.condition(condition)?.role(in: experiment) ?? .control
    }

    /// How often the behavior fired in the first condition of a role.
    func rate(_ role: Role) -> RateRow? { report?.rates.first?.rows.first { $0.role == role } }
}
