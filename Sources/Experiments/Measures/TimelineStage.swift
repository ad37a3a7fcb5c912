import Evaluation
import Foundation
import Organisms

/// Measures when in its reasoning the organism has decided, with the trigger and without.
struct TimelineStage: Stage {
    static let artifact = "measures/decision-timeline.jsonl"
    static let version = 1
    let name = "measuring/decision-timeline"
    let artifacts = [Self.artifact]
    private let settings: Experiment.Timeline

    init(_ settings: Experiment.Timeline) {
        self.settings = settings
    }

    struct Inputs: Encodable {
        let run: MeasuredRun.Inputs
        let settings: Experiment.Timeline
    }

    func inputs(_ run: RunContext) throws -> Inputs { Inputs(run: try MeasuredRun.inputs(run), settings: settings) }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let measured = try MeasuredRun(run)
        let odds = try MeasuredRun.odds(run)
        let work = [measured.triggered, measured.clean].flatMap { condition in
            measured.answers(of: condition).prefix(settings.transcripts).map { (condition, $0) }
        }
        let start = ContinuousClock.now
        let (timelines, proofs) = try Examiner(stage: name, unit: "transcripts", odds: odds).examine(work, progress) {
            try examination(of: $1, in: $0, measured, odds)
        }
        try run.directory.write(timelines, to: Self.artifact)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return StageOutcome(
            summary: summary(timelines, work.count - timelines.count, tokens: odds.computedTokens, seconds),
            proofs: proofs)
    }

    /// The places in a transcript's reasoning where the model is asked; nil where there is no answer to compare with.
    private func examination(
        of answer: TracedAnswer, in condition: Experiment.Condition, _ run: MeasuredRun, _ odds: AnswerOdds
    ) throws -> Examination<DecisionTimeline>? {
        guard let prompt = run.prompt(answer.promptID), let pair = run.answerPair(to: prompt) else { return nil }
        let prefixes = ReasoningCuts.prefixes(of: answer.reasoning, most: settings.cuts)
        let length = Double(max(1, answer.reasoning.count))
        let questions = prefixes.map { AnswerOdds.Question(prompt, in: condition, reasoning: $0, pair) }
        return Examination(questions: try questions.map(odds.encode)) { found in
            DecisionTimeline(
                id: answer.id, condition: condition.name, promptID: answer.promptID,
                points: zip(prefixes, found).map {
                    .init(share: Double($0.count) / length, behavior: $1.behavior, clean: $1.clean)
                })
        }
    }

    private func summary(
        _ timelines: [DecisionTimeline], _ withoutAnswer: Int, tokens: Int, _ seconds: Double
    ) -> String {
        let left = withoutAnswer > 0 ? "; \(withoutAnswer) without an answer to compare with" : ""
        return "\(timelines.count) transcripts, \(timelines.reduce(0) { $0 + $1.points.count }) cuts, "
            + "\(tokens) tokens at \(Int(Double(tokens) / max(seconds, 1e-3))) tok/s" + left
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) -> Workload? {
        Workload("transcripts", .atMost(2 * settings.transcripts))
    }
}

extension RunDirectory {
    /// When the organism had decided, by transcript; nil where that was not measured.
    package func timelines() throws -> [DecisionTimeline]? {
        guard has(TimelineStage.artifact) else { return nil }
        return try read(from: TimelineStage.artifact)
    }
}
