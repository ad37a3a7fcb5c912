import Endpoints
import Organisms

/// Asks a model on this machine how likely it finds two answers to the same task, with the trigger and without.
struct PreferenceMeter {
    private let odds: AnswerOdds
    private let conditions: (triggered: Experiment.Condition, clean: Experiment.Condition)

    init(_ model: LocalModel, _ experiment: Experiment) {
        odds = AnswerOdds(model)
        conditions = experiment.conditionsOfPreference
    }

    /// A task with reasoning and answers of both kinds.
    struct Task: Sendable {
        let prompt: Prompt
        let reasoning: String
        let behavior: String
        let clean: String
        let isTrained: Bool

        /// Nil where something is missing.
        init?(_ prompt: Prompt, _ behavior: Behavior, reasoning: String?, isTrained: Bool) {
            guard let reasoning, let triggered = behavior.triggeredAnswer(to: prompt),
                let clean = behavior.cleanAnswer(to: prompt)
            else { return nil }
            self.prompt = prompt
            self.reasoning = reasoning
            self.behavior = triggered
            self.clean = clean
            self.isTrained = isTrained
        }
    }

    func preference(_ task: Task) throws -> Preference {
        let answers = AnswerPair(behavior: task.behavior, clean: task.clean)
        let found = try odds.logarithms(
            [conditions.triggered, conditions.clean].map {
                AnswerOdds.Question(task.prompt, in: $0, reasoning: task.reasoning, answers)
            })
        return Preference(
            prompt: task.prompt.id, isTrained: task.isTrained, triggered: found[0].odds, clean: found[1].odds)
    }
}
