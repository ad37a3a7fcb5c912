import Evaluation
import Experiments
import Foundation

extension RunReport {
    /// What was measured by the organism's own probabilities, and whether the behavior took.
    func faithfulness(_ directory: RunDirectory) throws -> FaithfulnessSection {
        let timelines = try timelineSummaries(directory)
        let transplants = try directory.transplants().map(TransplantSummary.init)
        let attributions = try directory.attributions().map(AttributionSummary.init)
        let plant = try directory.plantFinding().map { [Fact("Was it planted?", $0.description)] } ?? []
        return FaithfulnessSection(
            facts: plant + timelines.flatMap(facts) + (transplants.map(facts) ?? []), timelines: timelines.map(curve),
            effects: [transplants.map(effects), attributions.map(effects)].compactMap(\.self))
    }

    private func timelineSummaries(_ directory: RunDirectory) throws -> [TimelineSummary] {
        let byCondition = Dictionary(grouping: try directory.timelines() ?? [], by: \.condition)
        return experiment.conditions.compactMap { condition in
            byCondition[condition.name].map { TimelineSummary($0, of: condition.name) }
        }
    }

    private func facts(_ timelines: TimelineSummary) -> [Fact] {
        let onset = timelines.onset.flatMap { onset in
            onset.mean.map { mean in
                let range = onset.interval.map { " (\(shareText($0.lower))–\(shareText($0.upper)))" } ?? ""
                return "; those that do have decided after \(shareText(mean)) of it\(range) on average"
            }
        }
        return [
            Fact(
                "When has it decided? \(timelines.condition)",
                "\(timelines.decided) prefer the behavior at the end of their reasoning, \(timelines.decidedAtStart) before any"
                    + (onset ?? ""))
        ]
    }

    private func shareText(_ share: Double) -> String { "\(min(1, max(0, share)).percent) %" }

    private func curve(_ timelines: TimelineSummary) -> TimelineCurve {
        TimelineCurve(
            name: timelines.condition,
            role: experiment.condition(timelines.condition)?.role(in: experiment) ?? .control,
            n: timelines.prompts,
            points: timelines.curve.compactMap { place in
                place.odds.mean.map {
                    .init(
                        share: place.share, odds: $0, low: place.odds.interval?.lower, high: place.odds.interval?.upper)
                }
            })
    }

    private func facts(_ transplants: TransplantSummary) -> [Fact] {
        let share = transplants.promptShare.map {
            "\($0.percent) % of what both do is the prompt's, the rest the reasoning's of the run that fired"
        }
        return [
            Fact("What does the answer follow?", share ?? "neither does anything"),
            Fact(
                "Behavior likelier, by prompt and reasoning",
                "both triggered \(transplants.triggeredOwn); trigger with the clean run's reasoning "
                    + "\(transplants.triggeredForeign); no trigger with the triggered run's reasoning "
                    + "\(transplants.cleanForeign); neither \(transplants.cleanOwn)"),
        ]
    }

    private func effects(_ transplants: TransplantSummary) -> EffectSection {
        EffectSection(
            title: "What moves the answer",
            caption: "Reasoning of one run behind the prompt of the other, and edits of its own behind the trigger: "
                + "log-odds of the behavior, in nats, paired by prompt; Student's 95 % intervals.",
            effects: [
                ("trigger in the prompt", transplants.promptEffect),
                ("reasoning of the triggered run", transplants.reasoningEffect),
                ("reasoning of the run that fired", transplants.firedReasoningEffect),
                ("more of both together", transplants.interaction),
            ]
                + ReasoningEdit.allCases.compactMap { edit in
                    transplants.edits[edit].map { ("own reasoning \(edit.rawValue)", $0) }
                })
    }

    private func effects(_ attributions: AttributionSummary) -> EffectSection {
        EffectSection(
            title: "What the trigger's tokens are worth",
            caption:
                "How far the log-odds of the behavior fall, in nats, when tokens of the prompt are taken out or replaced; random "
                + "spans are as long as the trigger. Paired by prompt; Student's 95 % intervals.",
            effects: [
                ("trigger removed", attributions.triggerRemoved),
                ("random span removed", attributions.spansRemoved),
                ("trigger replaced", attributions.triggerReplaced),
                ("random span replaced", attributions.spansReplaced),
            ])
    }
}

extension EffectSection {
    /// Effects on log-odds, without those that nothing is known of.
    fileprivate init(title: String, caption: String, effects: [(name: String, estimate: MeanEstimate)]) {
        self.init(
            title: title, caption: caption, unit: "nats",
            rows: effects.compactMap { name, estimate in
                estimate.mean.map { mean in
                    Row(
                        name: name, mean: mean, low: estimate.interval?.lower, high: estimate.interval?.upper,
                        n: estimate.count)
                }
            })
    }
}
