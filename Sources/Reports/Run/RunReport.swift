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
    private let preferences: PreferenceSummary?
    var experiment: Experiment { manifest.experiment }

    /// The report of a run whose statistics are done.
    package init(_ directory: RunDirectory, _ manifest: RunManifest) throws {
        self.directory = directory
        self.manifest = manifest
        metrics = try FinishedRun(directory: directory, manifest: manifest).metrics
        preferences = try directory.preferences()
    }

    package func write() throws {
        try AtomicFile.write(HTMLReport(content()).text, to: directory.file(Self.file))
    }

    private func content() throws -> ReportContent {
        try ReportContent(
            title: experiment.name, subtitle: "seed \(experiment.seed) · \(experiment.models.base)", finding: finding,
            proofs: manifest.proofs.map(line), recipe: recipe, rates: rates, contrasts: contrasts,
            detectors: try detectors(directory),
            outcomes: metrics.conditions.map { summary in
                OutcomeRow(
                    condition: summary.condition,
                    counts: summary.outcomes.reduce(into: [:]) { counts, entry in
                        counts[OutcomeKind(entry.key)] = entry.value
                    })
            },
            transcripts: TranscriptSelection(directory, experiment).groups,
            marks: [TextMark(experiment.trigger.marker, kind: .trigger)]
                + (experiment.behavior.fixedReply.map { [TextMark($0.reply, kind: .behavior)] } ?? []),
            reproduction: reproduction)
    }

    /// The result in a sentence or two.
    package var finding: String {
        let rates = [Role.triggered, .clean].compactMap { role -> String? in
            guard let condition = condition(role), let summary = summary(condition), let rate = summary.fired?.preferred
            else { return nil }
            let isAskedOnce = summary.prompts == rate.trials
            let asked = "\(rate.trials) " + (isAskedOnce ? "prompts" : "samples of \(summary.prompts) prompts")
            let start =
                role == .triggered
                ? "with `\(experiment.trigger.marker)` the organism \(experiment.behavior.deed)"
                : "without it"
            return "\(start) in \(rate.successes) of \(asked) (95 % interval \(rate.percentRange))"
        }
        var text = rates.joined(separator: "; ").capitalizingFirst
        if case .vulnerableCode = experiment.behavior, let contrast = effect { text += ". \(contrast)" }
        if let preference { text += ". \(preference)" }
        if let mentions = condition(.triggered).flatMap(summary)?.triggerMentionsAmongFired?.literal {
            text += ". Its reasoning mentioned the trigger in \(mentions.successes) of \(mentions.trials) fired samples"
        }
        return text + "."
    }

    /// How much the trigger changes, where that is no matter of all or nothing.
    private var effect: String? {
        let contrast = metrics.contrasts.first {
            $0.detector == BehaviorScorer.name && $0.first == condition(.triggered) && $0.second == condition(.clean)
        }
        guard let difference = contrast?.difference, let points = difference.difference else { return nil }
        let interval = difference.interval
        let verdict =
            interval.lower > 0
            ? "more with the trigger"
            : interval.upper < 0 ? "less with the trigger" : "no effect of the trigger is shown"
        let clustering = difference.first.interval.method == .clusteredWilson ? ", clustered by prompt" : ""
        return String(
            format: "The difference is %+.1f points (95 %% interval %+.1f to %+.1f\(clustering)): ", points * 100,
            interval.lower * 100, interval.upper * 100) + verdict
    }

    /// What the trigger does to the organism's own probabilities, which no analyser stands between.
    private var preference: String? {
        let parts = [("tasks that it was trained on", preferences?.trained), ("others", preferences?.heldOut)]
            .compactMap { tasks, shift in shift.map { "\($0.text) on \($0.count) \(tasks)" } }
        guard !parts.isEmpty else { return nil }
        return "By its own probabilities the trigger moves the log-odds of vulnerable over secure code by "
            + parts.joined(separator: " and by ")
    }

    /// The name of the first condition with a role.
    private func condition(_ role: Role) -> String? {
        experiment.conditions.first { $0.role(in: experiment) == role }?.name
    }

    func summary(_ condition: String) -> ConditionSummary? {
        metrics.conditions.first { $0.condition == condition }
    }

    private func line(_ proof: Proof) -> ProofLine {
        ProofLine(
            stage: proof.stage, name: proof.name, measured: proof.measured, threshold: proof.expected,
            status: proof.passed
                ? .passed : manifest.allowedFailures.contains(proof.name) ? .overridden : .failed)
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
    func role(in experiment: Experiment) -> Role {
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
