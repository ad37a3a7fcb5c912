import Foundation
import Provenance

/// Runs the points of a sweep one after the other, each as a run of its own in a folder within the sweep's.
///
/// What several points need is made once: a stage that another point did with the same inputs is taken over. A point that is
/// stopped, as by a proof, is recorded with the reason, and the others go on.
package struct SweepRunner: Sendable {
    private let file: ExperimentFile
    private let sweep: Sweep
    private let options: ExperimentRunner.Options
    private let observer: any RunObserver
    private let finalStages: [any Stage]
    private let models: (any ModelProvider)?

    /// - Parameters:
    ///   - options: for every point; the directory is the sweep's.
    ///   - finalStages: run after each point's statistics, such as its report.
    ///   - models: where models come from; nil for this machine and the endpoints that the file names.
    package init(
        _ file: ExperimentFile, _ sweep: Sweep, _ options: ExperimentRunner.Options, _ observer: any RunObserver,
        finalStages: [any Stage] = [], models: (any ModelProvider)? = nil
    ) {
        self.file = file
        self.sweep = sweep
        self.options = options
        self.observer = observer
        self.finalStages = finalStages
        self.models = models
    }

    /// Runs every point that is not done yet, and writes down after each what is known so far.
    ///
    /// - Parameter pointFinished: called after each point, as with a report to write.
    /// - Throws: `ExperimentFileError` for a point that is no experiment, before anything is run; `CancellationError`.
    package func run(
        pointFinished: (SweepResults) async throws -> Void = { _ in }
    ) async throws -> SweepResults {
        let directory = RunDirectory(options.directory)
        let points = sweep.points
        let files = try points.map(file.at)
        guard !directory.has(RunManifest.file) else {
            throw FileError(
                path: directory.url.path(percentEncoded: false), cause: "there is a run here, and no sweep",
                remedy: "Name another folder with --out.")
        }
        try directory.create()
        let lock = try RunLock(directory)
        defer { withExtendedLifetime(lock) {} }
        var results = SweepResults(file, sweep)
        try results.save(to: directory)
        var runs: [String: ComparedRun] = [:]
        for (number, (point, file)) in zip(points, files).enumerated() {
            observer.pointStarted(point, number: number + 1, of: points.count)
            do {
                let run = try await runner(file, point, points, number).run()
                results.points[number] = try PointResult(run, at: point)
                runs[point.folder] = try ComparedRun(run.directory)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                results.points[number].state = .stopped("\(error)")
                observer.pointStopped("\(error)")
            }
            results.effects = SweepEffect.all(of: sweep, results.experiment, runs)
            try results.save(to: directory)
            try await pointFinished(results)
        }
        return results
    }

    /// Makes a point anew from what other points did since: only those before it, where everything is to be made again.
    private func runner(
        _ file: ExperimentFile, _ point: Sweep.Point, _ points: [Sweep.Point], _ number: Int
    ) -> ExperimentRunner {
        var options = options
        let discards = options.startsFresh || options.from != nil
        let others = discards ? Array(points[..<number]) : points.filter { $0 != point }
        options.donors = others.map { self.options.directory.appending(path: $0.folder) }
        options.directory.append(path: point.folder)
        return ExperimentRunner(file, options, observer, finalStages: finalStages, models: models)
    }

    /// What the first point would do; the others differ from it in the values that are varied.
    ///
    /// - Throws: `ExperimentFileError` for any point that is no experiment.
    package func firstRunner() throws -> ExperimentRunner {
        let points = sweep.points
        let files = try points.map(file.at)
        return runner(files[0], points[0], points, 0)
    }
}
