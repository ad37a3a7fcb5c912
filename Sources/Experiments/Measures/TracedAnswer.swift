import Evaluation
import TextSearch

/// A finished sample: what was reasoned, what was answered, and whether that shows the behavior.
struct TracedAnswer: Sendable {
    let id: String
    let promptID: String
    let reasoning: String
    let answer: String
    let fired: Bool
}

extension RunDirectory {
    /// The samples of each condition that have both reasoning and an answer, in the order of the prompts.
    ///
    /// - Parameter conditions: all that were scored, in their order.
    func tracedAnswers(of conditions: [String]) throws -> [String: [TracedAnswer]] {
        var answers: [String: [TracedAnswer]] = [:]
        try forEachScoredText(of: conditions) { sample, verdicts in
            let completion = sample.transcript.completion
            guard completion.outcome == .finished, let reasoning = completion.reasoning, let answer = completion.answer
            else { return }
            answers[sample.transcript.condition, default: []].append(
                TracedAnswer(
                    id: sample.id, promptID: sample.transcript.promptID,
                    reasoning: String(reasoning.trimmed), answer: String(answer.trimmed),
                    fired: verdicts.contains { $0.scorer == BehaviorScorer.name && $0.value == .flag(true) }))
        }
        return answers
    }
}
