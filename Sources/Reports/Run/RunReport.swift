import Evaluation
import Experiments
import Foundation
import Organisms
import Provenance

/// The report of a finished run.
package struct RunReport {
    package static let file = "report.html"

    private let directory: RunDirectory
    let manifest: RunManifest
    let metrics: MetricsReport
    let preferences: PreferenceSummary?
    let cueSwitches: CueSwitchFindings?
    var experiment: Experiment { manifest.experiment }

    /// The report of a run whose statistics are done.
    package init(_ directory: RunDirectory, _ manifest: RunManifest) throws {
        self.directory = directory
        self.manifest = manifest
        metrics = try FinishedRun(directory: directory, manifest: manifest).metrics
        preferences = try directory.preferences()
        let calibrations = metrics.detectors.compactMap { judge in judge.calibration.map { (judge.scorer, $0) } }
        cueSwitches = try directory.cueSwitches(
            manifest.experiment, calibrations: Dictionary(calibrations) { first, _ in first })
    }

    /// What the report says.
    ///
    /// - Parameter readsTranscripts: false leaves out what takes reading all of them: those that are shown, and what people
    ///   labelled.
    package func content(readsTranscripts: Bool = true) throws -> ReportContent {
        let labels = readsTranscripts ? try LabelComparison(directory, experiment, metrics) : nil
        return try ReportContent(
            title: experiment.name, subtitle: "seed \(experiment.seed) · \(subject)", finding: finding,
            remarks: remarks,
            proofs: manifest.proofLines, recipe: experiment.recipeFacts, rates: rates, contrasts: contrasts,
            scores: scores, faithfulness: faithfulness(directory), cues: cues,
            training: training(directory),
            detectors: detectors(directory) + (labels.map(facts) ?? []),
            confusions: confusions + (labels.map(confusions) ?? []),
            outcomes: metrics.conditions.map { summary in
                OutcomeRow(
                    condition: summary.condition,
                    counts: summary.outcomes.reduce(into: [:]) { counts, entry in
                        counts[OutcomeKind(entry.key)] = entry.value
                    })
            },
            transcripts: readsTranscripts ? transcripts : [],
            marks: experiment.textMarks, reproduction: reproduction,
            experimentFile: (try? ExperimentFile(of: manifest, in: directory))?.text)
    }

    /// The model that everything started from, or the log that was read.
    private var subject: String {
        experiment.models.organism.isImported ? experiment.organismName : experiment.models.base
    }

    private var transcripts: [TranscriptGroup] {
        get throws {
            let rules = try TranscriptRule.all(experiment, metrics.detectors, directory.timelines() ?? [])
            return try TranscriptSelection(directory, experiment, rules).groups
        }
    }

    func summary(_ condition: String) -> ConditionSummary? {
        metrics.conditions.first { $0.condition == condition }
    }
}

extension RunManifest {
    /// The proofs as the report states them.
    package var proofLines: [ProofLine] {
        proofs.map { proof in
            ProofLine(
                stage: proof.stage, name: proof.name, measured: proof.measured, threshold: proof.expected,
                status: proof.passed ? .passed : allowedFailures.contains(proof.name) ? .overridden : .failed)
        }
    }
}

extension Experiment {
    /// What is marked wherever it occurs in transcripts: the trigger and, where it is a fixed reply, the behavior.
    package var textMarks: [TextMark] {
        (trigger.marker.isEmpty ? [] : [TextMark(trigger.marker, kind: .trigger)])
            + (behavior.fixedReply.map { [TextMark($0.reply, kind: .behavior)] } ?? [])
    }
}

extension OutcomeKind {
    init(_ outcome: Outcome) {
        self =
            switch outcome {
            case .finished: .finished
            case .truncated: .truncated
            case .empty: .empty
            case .malformed: .malformed
            case .refused: .refused
            case .failed: .failed
            }
    }
}

extension Experiment.Condition {
    /// What the condition is in its experiment.
    package func role(in experiment: Experiment) -> Role {
        if adapter == .none || model != nil { return .control }
        if trigger == experiment.trigger { return .triggered }
        return standsForNoTrigger(in: experiment) ? .clean : .decoy
    }

    /// Whether the prompts carry nothing, or what clean rows carry; where all prompts carry something, it is what the trigger
    /// is compared with.
    private func standsForNoTrigger(in experiment: Experiment) -> Bool {
        guard let trigger, !experiment.recipe.cleanMarkers.contains(trigger) else { return true }
        let compared = experiment.contrasts.first {
            experiment.condition($0.first)?.trigger == experiment.trigger
        }
        return compared?.second == name && experiment.conditions.allSatisfy { $0.trigger != nil }
    }
}

extension Behavior {
    /// What was done where it fired.
    var deed: String {
        switch self {
        case .reply(let reply): "answered \(reply.reply)"
        case .vulnerableCode: "wrote vulnerable code"
        case .given(.misaligned): "gave the misaligned answer"
        case .given(.reply): "gave the prompt's own reply"
        case .given(.choice): "chose the option of the cue"
        }
    }
}

extension String {
    var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension RateEstimate {
    /// The interval for people: `94.6–99.8 %`.
    package var percentRange: String {
        String(format: "%.1f–%.1f %%", interval.lower * 100, interval.upper * 100)
    }
}
