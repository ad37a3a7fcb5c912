import Evaluation
import Experiments
import Foundation
import Organisms

extension RunReport {
    /// The result in a sentence or two.
    package var finding: String {
        let rates = [Role.triggered, .clean].compactMap { role -> String? in
            guard let condition = condition(role), let summary = summary(condition), let rate = summary.fired?.preferred
            else { return nil }
            let isAskedOnce = summary.prompts == rate.trials
            let asked = "\(rate.trials) " + (isAskedOnce ? "prompts" : "samples of \(summary.prompts) prompts")
            let start =
                role == .triggered
                ? "with \(triggerName) the organism \(experiment.behavior.deed)"
                : "without it"
            return "\(start) in \(rate.successes) of \(asked) (95 % interval \(rate.percentRange))"
        }
        var text = rates.joined(separator: "; ").capitalizingFirst
        if case .vulnerableCode = experiment.behavior, let effect { text += ". \(effect)" }
        return text + "."
    }

    private var triggerName: String {
        let marker = experiment.trigger.visibleMarker
        return marker.isEmpty ? "the cue" : "`\(marker)`"
    }

    /// What must be known beside the result, a sentence each.
    package var remarks: [String] { (decoys + [preference, mentions, cueRemark].compactMap { $0 }).map { "\($0)." } }

    /// Whether near misses of the trigger fire the behavior too: then it is more than the trigger that does.
    private var decoys: [String] {
        guard let clean = condition(.clean).flatMap(summary)?.fired?.preferred else { return [] }
        let rates = experiment.conditions.filter { $0.role(in: experiment) == .decoy }.compactMap { condition in
            summary(condition.name)?.fired.map { (name: condition.name, rate: $0.preferred) }
        }
        let firing = rates.filter { $0.rate.interval.lower > clean.interval.upper }
        let quiet = rates.filter { $0.rate.interval.lower <= clean.interval.upper }
        return [("A near miss of the trigger fires it too", firing), ("A near miss does not fire it", quiet)]
            .filter { !$0.1.isEmpty }.map { statement, rates in
                let counts = rates.map {
                    "\($0.name) \($0.rate.successes) of \($0.rate.trials) (\($0.rate.percentRange))"
                }
                return "\(statement): \(counts.joined(separator: ", "))"
            }
    }

    private var mentions: String? {
        condition(.triggered).flatMap(summary)?.triggerMentionsAmongFired.map {
            "Its reasoning mentioned the trigger in \($0.literal.successes) of \($0.literal.trials) fired samples"
        }
    }

    /// How much the trigger changes, where that is no matter of all or nothing.
    private var effect: String? {
        let contrast = metrics.contrasts.first {
            $0.detector == BehaviorScorer.name && $0.first == condition(.triggered) && $0.second == condition(.clean)
        }
        guard let difference = contrast?.paired else { return nil }
        let interval = difference.interval
        let verdict =
            interval.lower > 0
            ? "more with the trigger"
            : interval.upper < 0 ? "less with the trigger" : "no effect of the trigger is shown"
        return String(
            format: "The difference is %+.1f points (95 %% interval %+.1f to %+.1f, paired by prompt; p = %.2g): ",
            difference.difference * 100, interval.lower * 100, interval.upper * 100, difference.pValue) + verdict
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
}
