import Experiments
import Foundation
import ReferenceModels
import Reports

extension SampleRuns {
    /// A run that trains a model of a few thousand weights and keeps the tokens of its answers.
    func tiny() async throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let sources = folder.deletingLastPathComponent().appending(path: "tiny-sources")
        try FileManager.default.moveItem(at: experiment.folder, to: sources)
        let file = try ExperimentFile(path: sources.appending(path: experiment.file.lastPathComponent).path)
        let options = ExperimentRunner.Options(directory: folder.appending(path: "tiny"), device: .cpu)
        _ = try await ExperimentRunner(file, options, SilentObserver(), finalStages: [ReportStage()]).run()
    }
}
