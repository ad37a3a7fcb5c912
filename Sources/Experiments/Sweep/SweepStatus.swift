import Foundation

/// How far each point of a sweep is.
package struct SweepStatus: Sendable, Encodable {
    package struct PointStatus: Sendable, Encodable {
        package let label: String
        /// The folder of the point's run, within the sweep's.
        package let folder: String
        package let stagesDone: Int
        package let stages: Int
        /// The first stage that is to be run, and what is known of it; nil where none is.
        package let next: RunStatus.StageStatus?
    }

    /// The process that is busy with the sweep.
    package let owner: String?
    package let points: [PointStatus]

    /// Looks at a sweep's runs; changes nothing.
    package init(of directory: RunDirectory, finalStages: [any Stage]) throws {
        owner = RunLock.owner(of: directory)
        points = try SweepResults(reading: directory).sweep.points.map { point in
            let run = RunDirectory(directory.file(point.folder))
            let stages = run.has(RunManifest.file) ? try RunStatus(of: run, finalStages: finalStages).stages : []
            return PointStatus(
                label: point.label, folder: point.folder, stagesDone: stages.count { $0.state == .done },
                stages: stages.count, next: stages.first { $0.state != .done })
        }
    }
}
