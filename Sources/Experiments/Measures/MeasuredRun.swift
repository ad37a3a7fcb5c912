import Endpoints
import Evaluation
import Organisms
import Provenance

/// What the measures by the organism's own probabilities start from: its samples with the trigger and without.
struct MeasuredRun: Sendable {
    let triggered: Experiment.Condition
    let clean: Experiment.Condition
    private let behavior: Behavior
    private let prompts: [String: Prompt]
    private let answers: [String: [TracedAnswer]]

    init(_ run: RunContext) throws {
        (triggered, clean) = run.experiment.conditionsOfPreference
        behavior = run.experiment.behavior
        prompts = Dictionary(uniqueKeysWithValues: try run.directory.promptSplit().test.map { ($0.id, $0) })
        answers = try run.directory.tracedAnswers(of: run.experiment.conditions.map(\.name))
    }

    /// The samples of a condition that were finished, in the order of the prompts.
    func answers(of condition: Experiment.Condition) -> [TracedAnswer] { answers[condition.name] ?? [] }

    /// A prompt's samples with the trigger and without.
    typealias Pair = (prompt: Prompt, triggered: TracedAnswer, clean: TracedAnswer)

    /// Each prompt's first sample in both conditions.
    var pairs: [Pair] {
        let cleanOnes = Dictionary(answers(of: clean).map { ($0.promptID, $0) }) { first, _ in first }
        var seen: Set<String> = []
        return answers(of: triggered).compactMap { answer in
            guard seen.insert(answer.promptID).inserted, let prompt = prompts[answer.promptID],
                let other = cleanOnes[answer.promptID]
            else { return nil }
            return (prompt, answer, other)
        }
    }

    func prompt(_ id: String) -> Prompt? { prompts[id] }

    /// The two answers to a prompt; nil where the clean one is not known: every sample showed the behavior.
    func answerPair(to prompt: Prompt) -> AnswerPair? {
        AnswerPair(
            behavior, to: prompt,
            sampled: (answers(of: clean) + answers(of: triggered)).first { $0.promptID == prompt.id && !$0.fired }?
                .answer)
    }

    /// What the measures depend on, beside their settings.
    struct Inputs: Encodable {
        let seed: UInt64
        let model: ChosenModel.Identity
        let prompts: SHA256Digest
        let verdicts: SHA256Digest
        let transcripts: [SHA256Digest]
        let behavior: Behavior
        let conditions: [Experiment.Condition]
    }

    static func inputs(_ run: RunContext) throws -> Inputs {
        let (triggered, clean) = run.experiment.conditionsOfPreference
        return Inputs(
            seed: run.experiment.seed, model: try run.answering(in: triggered).identity(run.models),
            prompts: try run.digest(of: PromptsStage.artifact), verdicts: try run.digest(of: ScoringStage.artifact),
            transcripts: try [triggered, clean].map { try run.digest(of: SamplingStage.artifact(of: $0.name)) },
            behavior: run.experiment.behavior, conditions: [triggered, clean])
    }

    /// The organism that is asked.
    static func odds(_ run: RunContext) throws -> AnswerOdds {
        let condition = run.experiment.conditionsOfPreference.triggered
        guard let model = try run.answering(in: condition).loadHere(run.models) else { throw NoLocalOrganism() }
        return AnswerOdds(model)
    }
}

/// Measures of a model whose probabilities are not known here.
struct NoLocalOrganism: Error, CustomStringConvertible {
    let description = "measures need the probabilities of a model on this machine; leave out 'measures' for an endpoint"
}
