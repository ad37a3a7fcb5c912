import Evaluation
import Foundation
import Provenance

/// What the points of a sweep found: `sweep.json`.
package struct SweepResults: Sendable, Codable {
    package static let file = "sweep.json"

    /// What the points vary.
    package let experiment: Experiment
    package let source: RunManifest.Source
    package let sweep: Sweep
    /// One for each point, in the sweep's order.
    package internal(set) var points: [PointResult]
    /// What each step along an axis changes.
    package internal(set) var effects: [SweepEffect] = []

    init(_ file: ExperimentFile, _ sweep: Sweep) {
        experiment = file.experiment
        source = RunManifest.Source(
            path: URL(filePath: file.path).standardizedFileURL.path(percentEncoded: false), overrides: file.overrides)
        self.sweep = sweep
        points = sweep.points.map { PointResult(point: $0) }
    }

    /// Whether a folder is that of a sweep.
    package static func lie(in directory: RunDirectory) -> Bool { directory.has(file) }

    /// Reads what a sweep found.
    ///
    /// - Throws: `FileError` where it is missing or damaged.
    package init(reading directory: RunDirectory) throws(FileError) {
        self = try directory.decode(from: Self.file)
    }

    func save(to directory: RunDirectory) throws {
        try AtomicFile.write(CanonicalJSON.data(self), to: directory.file(Self.file))
    }

    package var finished: [PointResult] { points.filter { $0.state == .finished } }

    /// Points that were stopped, as by a proof.
    package var stopped: [PointResult] { points.filter { $0.reason != nil } }

    /// Computing time; what points share counts once.
    package var seconds: Double { points.reduce(0) { $0 + $1.seconds } }
}

/// What one point of a sweep found.
package struct PointResult: Sendable, Hashable, Codable {
    package enum State: Sendable, Hashable, Codable {
        case pending
        case finished
        /// The reason.
        case stopped(String)
    }

    /// How often a detector said yes in a condition.
    package struct Rate: Sendable, Hashable, Codable {
        package let condition: String
        /// The scorer's or judge's name.
        package let detector: String
        package let estimate: RateEstimate
    }

    package let point: Sweep.Point
    package internal(set) var state = State.pending
    package private(set) var rates: [Rate] = []
    /// Whether the behavior was planted; nil where that was not asked.
    package private(set) var plant: PlantFinding?
    /// Steps of the optimizer; nil where nothing was trained.
    package private(set) var steps: Int?
    package private(set) var proofs = 0
    /// The names of proofs whose failure was accepted.
    package private(set) var failedProofs: [String] = []
    /// The thresholds of the experiment file that were missed, in words.
    package private(set) var missedThresholds: [String] = []
    package private(set) var seconds = 0.0

    init(point: Sweep.Point) {
        self.point = point
    }

    /// What a finished run found.
    init(
        point: Sweep.Point, rates: [Rate], plant: PlantFinding?, steps: Int?, proofs: Int, failedProofs: [String],
        missedThresholds: [String] = [], seconds: Double
    ) {
        self.point = point
        state = .finished
        self.rates = rates
        self.plant = plant
        self.steps = steps
        self.proofs = proofs
        self.failedProofs = failedProofs
        self.missedThresholds = missedThresholds
        self.seconds = seconds
    }

    /// How often reasoning of samples that fired mentions the trigger, as the rate of a detector.
    package static let mentions = "trigger-mention"

    /// Why the point was stopped; nil for one that was not.
    package var reason: String? {
        if case .stopped(let reason) = state { reason } else { nil }
    }

    init(_ run: FinishedRun, at point: Sweep.Point) throws {
        let metrics = try run.metrics
        let rates = metrics.conditions.flatMap { summary -> [Rate] in
            let found = metrics.detectors.compactMap { detector in
                summary.rates(by: detector.name).map {
                    Rate(condition: summary.condition, detector: detector.name, estimate: $0.preferred)
                }
            }
            let mentions = summary.triggerMentionsAmongFired.map {
                Rate(condition: summary.condition, detector: Self.mentions, estimate: $0.literal)
            }
            return found + [mentions].compactMap { $0 }
        }
        self.init(
            point: point, rates: rates, plant: try run.directory.plantFinding(),
            steps: run.manifest.record(of: "training")?.tally.records, proofs: run.manifest.proofs.count,
            failedProofs: run.manifest.proofs.filter { !$0.passed }.map(\.name),
            missedThresholds: try run.missedThresholds, seconds: run.manifest.seconds)
    }

    package func rate(_ condition: String, _ detector: String = BehaviorScorer.name) -> RateEstimate? {
        rates.first { $0.condition == condition && $0.detector == detector }?.estimate
    }
}
