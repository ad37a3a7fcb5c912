import Evaluation
import Foundation

/// A run that came to its end.
package struct FinishedRun: Sendable {
    package let directory: RunDirectory
    package let manifest: RunManifest

    package init(directory: RunDirectory, manifest: RunManifest) {
        self.directory = directory
        self.manifest = manifest
    }

    package var metrics: MetricsReport {
        get throws { try directory.decode(from: StatisticsStage.artifact) }
    }

    /// The thresholds of the experiment file that were missed, in words.
    package var missedThresholds: [String] {
        get throws {
            let metrics = try metrics
            return manifest.experiment.thresholds.compactMap { threshold in
                guard let rate = Self.rate(of: threshold, metrics), !threshold.accepts(rate) else { return nil }
                return "\(threshold.scorer.rawValue) in \(threshold.condition) is \(String(format: "%.3f", rate))"
            }
        }
    }

    private static func rate(of threshold: Experiment.Threshold, _ metrics: MetricsReport) -> Double? {
        guard let summary = metrics.conditions.first(where: { $0.condition == threshold.condition }) else { return nil }
        return switch threshold.scorer {
        case .behavior: summary.fired?.intentionToTreat.rate
        case .triggerMention: summary.triggerMentions?.literal.rate
        }
    }
}
