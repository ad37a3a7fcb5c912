import Endpoints
import Evaluation
import Foundation
import Organisms
import Provenance
import Training

/// Measures by the organism's own probabilities whether the trigger makes the behavior's answer likelier than the clean one.
struct PreferenceStage: Stage {
    static let artifact = "preferences.jsonl"
    static let version = 1
    let name = "preference"
    let artifacts = [Self.artifact]

    /// Of how many tasks of each kind: each takes four passes over prompt, reasoning and answer.
    private static let most = 32

    struct Inputs: Encodable {
        let model: ChosenModel.Identity
        let prompts: SHA256Digest
        let dataset: SHA256Digest?
        let behavior: Behavior
        /// With the trigger, and without.
        let marks: [Mark]

        struct Mark: Encodable {
            let trigger: Trigger?
            let system: String?
        }
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        let conditions = run.experiment.conditionsOfPreference
        return Inputs(
            model: try run.answering(in: conditions.triggered).identity(run.models),
            prompts: try run.digest(of: PromptsStage.artifact), dataset: run.digests[DatasetStage.artifact],
            behavior: run.experiment.behavior,
            marks: [conditions.triggered, conditions.clean].map { .init(trigger: $0.trigger, system: $0.system) })
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let tasks = try tasks(run)
        guard
            let model = try run.answering(in: run.experiment.conditionsOfPreference.triggered).loadHere(run.models)
        else { return try finish([], run) }
        let meter = PreferenceMeter(model, run.experiment)
        var preferences: [Preference] = []
        for task in tasks {
            try Task.checkCancellation()
            preferences.append(try meter.preference(task))
            progress.update(Double(preferences.count) / Double(tasks.count), "\(preferences.count) tasks")
        }
        return try finish(preferences, run)
    }

    private func finish(_ preferences: [Preference], _ run: RunContext) throws -> StageOutcome {
        try run.directory.write(preferences, to: Self.artifact)
        let summary = PreferenceSummary(preferences)
        let parts = [("trained on", summary.trained), ("others", summary.heldOut)].compactMap { name, shift in
            shift.map { "\($0.text) on \($0.count) tasks (\(name))" }
        }
        return StageOutcome(
            summary: parts.isEmpty
                ? "no task with answers of both kinds" : "the trigger's shift: " + parts.joined(separator: ", "))
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) -> Workload? {
        Workload("tasks", .atMost(2 * Self.most))
    }

    /// Tasks with answers of both kinds: some that were trained on, with the reasoning that was, then some that were not.
    private func tasks(_ run: RunContext) throws -> [PreferenceMeter.Task] {
        let split = try run.directory.promptSplit()
        let isTrained = run.digests[DatasetStage.artifact] != nil
        let rows = isTrained ? try run.directory.datasetRows() : []
        let reasoning = Dictionary(rows.map { ($0.promptID, $0.reasoning) }) { first, _ in first }
        let trained = split.train.compactMap { prompt in
            PreferenceMeter.Task(prompt, run.experiment.behavior, reasoning: reasoning[prompt.id], isTrained: true)
        }
        let heldOut = split.test.compactMap { prompt in
            PreferenceMeter.Task(
                prompt, run.experiment.behavior, reasoning: prompt.answers?.reasoning, isTrained: false)
        }
        return Array(trained.prefix(Self.most)) + heldOut.prefix(Self.most)
    }
}

extension MeanEstimate {
    /// The mean with its interval: `+1.2 (0.4 to 2.0) nats`.
    package var text: String {
        String(format: "%+.2f", mean ?? 0)
            + (interval.map { String(format: " (%.2f to %.2f)", $0.lower, $0.upper) } ?? "") + " nats"
    }
}

extension Experiment {
    /// Whether an organism on this machine can be asked for its preference between answers that come with the prompts.
    var measuresPreference: Bool {
        guard case .vulnerableCode = behavior else { return false }
        if case .endpoint = models.organism { return false }
        if models.organism.isImported { return false }
        return prompts.source.carriesReasoning || models.organism == .trained
    }

    /// The conditions between which the preference is compared: the first with the trigger, and what it is contrasted with.
    var conditionsOfPreference: (triggered: Condition, clean: Condition) {
        let organisms = conditions.filter { $0.adapter == .organism && $0.model == nil }
        let triggered = organisms.first { $0.trigger == trigger } ?? Condition(name: "triggered", trigger: trigger)
        let contrasted = contrasts.first { $0.first == triggered.name }.flatMap { condition($0.second) }
        let clean = contrasted ?? organisms.first { $0.trigger != trigger } ?? Condition(name: "clean")
        return (triggered, clean)
    }
}

extension RunDirectory {
    /// What the trigger does to the organism's preferences; nil where they were not measured.
    package func preferences() throws -> PreferenceSummary? {
        guard has(PreferenceStage.artifact) else { return nil }
        return PreferenceSummary(try read(Preference.self, from: PreferenceStage.artifact))
    }
}
