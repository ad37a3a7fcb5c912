import Evaluation
import Experiments

/// What of a run's manifest the index needs to know.
struct RunLayout: Sendable, Hashable {
    /// As declared.
    let conditions: [String]

    /// The scorers that say whether the behavior fired.
    let detectors: Set<String>

    init(_ manifest: RunManifest) {
        var seen: Set<String> = []
        conditions = manifest.experiment.conditions.map(\.name).filter { seen.insert($0).inserted }
        detectors = Set([BehaviorScorer.name] + manifest.experiment.judges.map(\.scorer))
    }

    var sources: [IndexSource] { IndexSource.all(of: conditions) }
}
