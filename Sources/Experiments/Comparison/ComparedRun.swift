import Evaluation
import Foundation
import Organisms

/// One of two runs that are compared: its rates, and what it did on each prompt.
package struct ComparedRun: Sendable {
    /// The folder's name.
    package let name: String
    package let manifest: RunManifest
    package let metrics: MetricsReport

    /// The test prompts' texts by id; two runs were asked the same where both agree.
    let prompts: [String: String]

    /// By condition, detector and prompt, how many samples there are and in how many the behavior fired.
    private var counts: [Place: [String: (successes: Int, trials: Int)]] = [:]

    private struct Place: Hashable {
        let condition: String
        let detector: String
    }

    /// - Throws: `UnfinishedRun` for a run whose statistics are not done, `ChangedArtifact` for one whose files are not those that
    ///   it wrote.
    package init(_ directory: RunDirectory) throws {
        name = directory.url.standardizedFileURL.lastPathComponent
        let run = try FinishedRun(reading: directory)
        manifest = run.manifest
        metrics = try run.metrics
        let test = try directory.promptSplit().test
        prompts = Dictionary(test.map { ($0.id, $0.text) }) { first, _ in first }
        let detectors = metrics.detectors
        var counts: [Place: [String: (successes: Int, trials: Int)]] = [:]
        try directory.forEachScoredText(of: manifest.experiment.conditions.map(\.name)) { sample, verdicts in
            let transcript = sample.transcript
            for detector in detectors {
                let finding = verdicts.first { $0.scorer == detector.scorer }?.value
                let answer = finding.flatMap(detector.dichotomy.answer)
                guard finding != .notAsked, answer != .excluded else { continue }
                let place = Place(condition: transcript.condition, detector: detector.name)
                counts[place, default: [:]][transcript.promptID, default: (0, 0)].trials += 1
                if answer == .yes { counts[place]?[transcript.promptID]?.successes += 1 }
            }
        }
        self.counts = counts
    }

    /// What the run did on a prompt, nothing where it was not asked.
    func counts(_ condition: String, _ detector: String, on prompt: String) -> (successes: Int, trials: Int) {
        counts[Place(condition: condition, detector: detector)]?[prompt] ?? (0, 0)
    }

    func rates(_ condition: String, by detector: String) -> FiredRates? {
        metrics.conditions.first { $0.condition == condition }?.rates(by: detector)
    }
}
