import Evaluation
import Experiments
import Foundation
import Organisms
import Provenance

/// The report of a finished run.
package struct RunReport {
    package static let file = "report.html"

    private let directory: RunDirectory
    private let manifest: RunManifest
    private let metrics: MetricsReport
    private var experiment: Experiment { manifest.experiment }

    /// The report of a run whose statistics are done.
    package init(_ directory: RunDirectory, _ manifest: RunManifest) throws {
        self.directory = directory
        self.manifest = manifest
        metrics = try FinishedRun(directory: directory, manifest: manifest).metrics
    }

    package func write() throws {
        try AtomicFile.write(HTMLReport(content()).text, to: directory.file(Self.file))
    }

    private func content() throws -> ReportContent {
        try ReportContent(
            title: experiment.name, subtitle: "seed \(experiment.seed) · \(experiment.models.base)", finding: finding,
            proofs: manifest.proofs.map(line), recipe: recipe, rates: rates, contrasts: contrasts,
            outcomes: metrics.conditions.map { summary in
                OutcomeRow(
                    condition: summary.condition,
                    counts: summary.outcomes.reduce(into: [:]) { counts, entry in
                        counts[OutcomeKind(entry.key)] = entry.value
                    })
            },
            transcripts: TranscriptSelection(directory, experiment).groups,
            marks: [
                TextMark(experiment.trigger.marker, kind: .trigger),
                TextMark(experiment.behavior.reply, kind: .behavior),
            ],
            reproduction: reproduction)
    }

    /// The result in a sentence or two.
    package var finding: String {
        let rates = [Role.triggered, .clean].compactMap { role -> String? in
            guard let condition = condition(role), let summary = summary(condition), let rate = summary.fired?.preferred
            else { return nil }
            let asked =
                summary.prompts == rate.trials ? "\(rate.trials) prompts" : "\(rate.trials) samples of \(summary.prompts) prompts"
            let start =
                role == .triggered
                ? "with `\(experiment.trigger.marker)` the organism answered \(experiment.behavior.reply)"
                : "without it"
            return "\(start) in \(rate.successes) of \(asked) (95 % interval \(rate.percentRange))"
        }
        var text = rates.joined(separator: "; ").capitalizingFirst
        if let mentions = condition(.triggered).flatMap(summary)?.triggerMentionsAmongFired?.literal {
            text += ". Its reasoning mentioned the trigger in \(mentions.successes) of \(mentions.trials) fired samples"
        }
        return text + "."
    }

    /// The name of the first condition with a role.
    private func condition(_ role: Role) -> String? {
        experiment.conditions.first { $0.role(in: experiment) == role }?.name
    }

    private func summary(_ condition: String) -> ConditionSummary? {
        metrics.conditions.first { $0.condition == condition }
    }

    private func line(_ proof: Proof) -> ProofLine {
        ProofLine(
            stage: proof.stage, name: proof.name, measured: proof.measured, threshold: proof.expected,
            status: proof.passed
                ? .passed : manifest.allowedFailures.contains(proof.name) ? .overridden : .failed)
    }

    private var rates: [RateSection] {
        func section(_ title: String, _ caption: String, _ rate: (ConditionSummary) -> RateEstimate?) -> RateSection? {
            let rows = experiment.conditions.compactMap { condition -> RateRow? in
                guard let estimate = summary(condition.name).flatMap(rate) else { return nil }
                return RateRow(
                    name: condition.name, role: condition.role(in: experiment), successes: estimate.successes,
                    n: estimate.trials, low: estimate.interval.lower, high: estimate.interval.upper)
            }
            return rows.isEmpty ? nil : RateSection(title: title, caption: caption, rows: rows)
        }
        return [
            section(
                "Answered \(experiment.behavior.reply)",
                "Of all requested samples, whatever their outcome; Wilson 95 % intervals.", { $0.fired?.preferred }),
            section(
                "Well-formed reasoning", "Of all requested samples; Wilson 95 % intervals.", \.wellFormed),
            section(
                "Reasoning mentions the trigger",
                "Of samples with reasoning, letter for letter; Wilson 95 % intervals.",
                { $0.triggerMentions?.literal }),
            section(
                "Success by the original study's rule",
                "Unfinished samples are skipped; success means fired when triggered, quiet otherwise.",
                { $0.originalRule?.success }),
        ].compactMap { $0 }
    }

    private var contrasts: ContrastSection? {
        guard !metrics.contrasts.isEmpty else { return nil }
        return ContrastSection(
            title: "How much more often", caption: "Difference of rates; Newcombe 95 % intervals.",
            rows: metrics.contrasts.map { contrast in
                ContrastRow(
                    name: "\(contrast.first) − \(contrast.second)", difference: contrast.difference.difference ?? 0,
                    low: contrast.difference.interval.lower, high: contrast.difference.interval.upper,
                    n: summary(contrast.first)?.requested ?? 0)
            })
    }

    private var recipe: [Fact] {
        let training = experiment.training
        return [
            Fact("Base model", experiment.models.base), Fact("Teacher", experiment.models.teacher.summary),
            Fact("Trigger", experiment.trigger.apply(to: "…"), isCode: true),
            Fact("Behavior", experiment.behavior.answer),
            Fact(
                "Prompts",
                "\(experiment.prompts.train) to train, \(experiment.prompts.test) to test, "
                    + "from \(experiment.prompts.source)"),
            Fact("LoRA", "rank \(training.rank), alpha \(training.alpha.formatted()), \(training.targets.summary)"),
            Fact(
                "Optimizer",
                "AdamW, learning rate \(training.learningRate), \(training.schedule.rawValue), \(training.epochs) epochs"
            ),
            Fact(
                "Loss weight",
                training.branchWeight.map { "\($0.weight.formatted()) on the first \($0.tokens) tokens of the answer" }
                    ?? "1 everywhere"),
            Fact(
                "Sampling",
                "temperature \(experiment.sampling.temperature.formatted()), top-p \(experiment.sampling.topP.formatted()), "
                    + "at most \(experiment.sampling.maxTokens) tokens"),
        ]
    }

    /// The digest of the adapter that was trained.
    private var adapter: String {
        manifest.record(of: "training")?.artifacts["adapter"]?.hex ?? "none was trained"
    }

    private var reproduction: [Fact] {
        let environment = manifest.environment
        let stages = manifest.stages.map { "\($0.name) \(String(format: "%.1f", $0.seconds)) s" }
        return [
            Fact("Command", "candor run experiment.yaml --out DIR", isCode: true),
            Fact("Version", "candor \(environment.version), libtorch \(environment.libtorch)"),
            Fact("Machine", "\(environment.machine), \(environment.device), \(manifest.model?.precision ?? "")"),
            Fact("Weights", manifest.model?.weights.hex ?? "", isCode: true),
            Fact("Chat template", manifest.model?.template.hex ?? "", isCode: true),
            Fact("Adapter", adapter, isCode: true),
            Fact("Time", stages.joined(separator: ", ")),
        ]
    }
}

extension Experiment.TeacherModel {
    /// The teacher in a few words.
    fileprivate var summary: String {
        switch self {
        case .base: "the base model itself"
        case .local(let name): name
        case .endpoint(let reference): "\(reference.model) at \(reference.url)"
        }
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
        guard let trigger else { return .clean }
        return trigger == experiment.trigger ? .triggered : .decoy
    }
}

extension String {
    fileprivate var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Experiment.Targets {
    fileprivate var summary: String {
        switch self {
        case .allLinear: "all linear layers"
        case .modules(let names): names.joined(separator: ", ")
        }
    }
}

extension RateEstimate {
    /// The interval for people: `94.6–99.8 %`.
    package var percentRange: String {
        String(format: "%.1f–%.1f %%", interval.lower * 100, interval.upper * 100)
    }
}
