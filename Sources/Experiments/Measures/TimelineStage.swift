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
        var timelines: [DecisionTimeline] = []
        var withoutAnswer = 0
        var check = PlainPassCheck(stage: name)
        let start = ContinuousClock.now
        for first in stride(from: 0, to: work.count, by: Self.transcriptsAtOnce) {
            try Task.checkCancellation()
            let part = work[first..<min(first + Self.transcriptsAtOnce, work.count)]
            let asked = part.compactMap { condition, answer in
                AskedTranscript(answer, condition, measured, cuts: settings.cuts)
            }
            withoutAnswer += part.count - asked.count
            let questions = asked.flatMap(\.questions)
            let found = try odds.logarithms(questions)
            try check.add(questions, found, odds)
            var rest = found[...]
            for transcript in asked {
                timelines.append(transcript.timeline(Array(rest.prefix(transcript.questions.count))))
                rest = rest.dropFirst(transcript.questions.count)
            }
            progress.update(
                Double(first + part.count) / Double(work.count), "\(first + part.count)/\(work.count) transcripts")
        }
        try run.directory.write(timelines, to: Self.artifact)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return StageOutcome(
            summary: summary(timelines, withoutAnswer, tokens: odds.computedTokens, seconds),
            proofs: [.measured(timelines.count, of: work.count, "transcripts", stage: name)] + check.proofs)
    }

    /// As many as make passes large, and few enough that a run can be stopped.
    private static let transcriptsAtOnce = 32

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

/// A transcript with the places in its reasoning where the model is asked.
private struct AskedTranscript {
    private let answer: TracedAnswer
    private let condition: String
    private let shares: [Double]
    let questions: [AnswerOdds.Question]

    /// Nil where there is no answer to compare with.
    init?(_ answer: TracedAnswer, _ condition: Experiment.Condition, _ run: MeasuredRun, cuts: Int) {
        guard let prompt = run.prompt(answer.promptID), let pair = run.answerPair(to: prompt) else { return nil }
        self.answer = answer
        self.condition = condition.name
        let prefixes = ReasoningCuts.prefixes(of: answer.reasoning, most: cuts)
        let length = Double(max(1, answer.reasoning.count))
        shares = prefixes.map { Double($0.count) / length }
        questions = prefixes.map { AnswerOdds.Question(prompt, in: condition, reasoning: $0, pair) }
    }

    func timeline(_ found: [AnswerOdds.Logarithms]) -> DecisionTimeline {
        DecisionTimeline(
            id: answer.id, condition: condition, promptID: answer.promptID,
            points: zip(shares, found).map { .init(share: $0, behavior: $1.behavior, clean: $1.clean) })
    }
}

extension RunDirectory {
    /// When the organism had decided, by transcript; nil where that was not measured.
    package func timelines() throws -> [DecisionTimeline]? {
        guard has(TimelineStage.artifact) else { return nil }
        return try read(from: TimelineStage.artifact)
    }
}
