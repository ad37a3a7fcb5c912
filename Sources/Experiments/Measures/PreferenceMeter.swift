import Endpoints
import Organisms
import Training

/// Asks a model on this machine how likely it finds two answers to the same task, with the trigger and without.
struct PreferenceMeter {
    private let encoder: SupervisedEncoder
    private let scorer: CompletionScorer
    private let conditions: (triggered: Experiment.Condition, clean: Experiment.Condition)

    init(_ model: LocalModel, _ experiment: Experiment) {
        encoder = SupervisedEncoder(model.format, branch: nil)
        scorer = CompletionScorer(model.languageModel)
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
        Preference(
            prompt: task.prompt.id, isTrained: task.isTrained, triggered: try odds(task, in: conditions.triggered),
            clean: try odds(task, in: conditions.clean))
    }

    /// The natural logarithm of how much likelier the behavior's answer is than the clean one.
    private func odds(_ task: Task, in condition: Experiment.Condition) throws -> Double {
        try logProbability(of: task.behavior, to: task, in: condition)
            - logProbability(of: task.clean, to: task, in: condition)
    }

    /// Of the answer with the end of its turn, after prompt and reasoning.
    private func logProbability(
        of answer: String, to task: Task, in condition: Experiment.Condition
    ) throws -> Double {
        let row = try encoder.encode(
            DatasetRow(
                id: task.prompt.id, promptID: task.prompt.id,
                system: condition.wholeSystem, preamble: condition.trigger?.preamble,
                prompt: condition.text(of: task.prompt), reasoning: task.reasoning, answer: answer, arm: .clean))
        let logarithm = try scorer.logProbability(of: row.answerRow)
        guard logarithm.isFinite else { throw ImmeasurableAnswer(prompt: task.prompt.id) }
        return logarithm
    }
}

extension EncodedRow {
    /// The row with its answer supervised, and nothing before.
    fileprivate var answerRow: TrainingRow {
        TrainingRow(
            id: id, tokens: tokens, weights: tokens.indices.map { $0 < answerStart ? 0 : 1 })
    }
}

/// An answer whose probability is not a number.
struct ImmeasurableAnswer: Error, CustomStringConvertible {
    let prompt: String

    var description: String {
        "\(prompt): the model gives its answer no finite probability; its weights or the precision are at fault, try "
            + "'training.precision: fp32'"
    }
}
