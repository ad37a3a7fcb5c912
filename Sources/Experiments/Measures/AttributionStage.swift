import Endpoints
import Evaluation
import Foundation
import Organisms
import Provenance

/// Measures what the odds of the behavior owe to the trigger's tokens, beside random spans of the same length.
struct AttributionStage: Stage {
    static let artifact = "measures/trigger-attribution.jsonl"
    static let version = 2
    let name = "measuring/trigger-attribution"
    let artifacts = [Self.artifact]
    private let settings: Experiment.Attribution

    init(_ settings: Experiment.Attribution) {
        self.settings = settings
    }

    struct Inputs: Encodable {
        let run: MeasuredRun.Inputs
        let settings: Experiment.Attribution
    }

    func inputs(_ run: RunContext) throws -> Inputs { Inputs(run: try MeasuredRun.inputs(run), settings: settings) }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let measured = try MeasuredRun(run)
        guard let trigger = measured.triggered.trigger,
            let model = try run.answering(in: measured.triggered).loadHere(run.models)
        else { throw NoLocalOrganism() }
        let odds = AnswerOdds(model)
        let pairs = Array(measured.pairs.prefix(settings.prompts))
        let subjects = pairs.indices.map { (pair: pairs[$0], other: pairs[($0 + 1) % pairs.count].prompt) }
        let examiner = Examiner(stage: name, unit: "prompts", odds: odds)
        let (attributions, proofs) = try examiner.examine(subjects, progress) {
            pair, other -> Examination<TriggerAttribution>? in
            guard let answers = measured.answerPair(to: pair.prompt) else { return nil }
            let question = AnswerOdds.Question(
                pair.prompt, in: measured.triggered, reasoning: pair.triggered.reasoning, answers)
            let spans = PromptSpans(
                try odds.encode(question), of: trigger, on: pair.prompt, model.tokenizer,
                filler: model.tokenizer.encode(other.text), count: settings.spans,
                randomness: CounterBasedGenerator(
                    experimentSeed: run.experiment.seed, stage: name, recordID: pair.prompt.id))
            return spans.map { spans in
                Examination(questions: spans.questions) { spans.attribution($0.map(\.odds), id: pair.prompt.id) }
            }
        }
        try run.directory.write(attributions, to: Self.artifact)
        let summary = AttributionSummary(attributions)
        return StageOutcome(
            summary: "\(attributions.count) of \(pairs.count) prompts: without the trigger's tokens the odds fall by "
                + "\(summary.triggerRemoved.text), without as many others by \(summary.spansRemoved.text)",
            proofs: proofs)
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) -> Workload? {
        Workload("prompts", .atMost(min(settings.prompts, prompts.test.count)))
    }
}

extension RunDirectory {
    /// What the odds owe to the trigger, by prompt; nil where that was not measured.
    package func attributions() throws -> [TriggerAttribution]? {
        guard has(AttributionStage.artifact) else { return nil }
        return try read(from: AttributionStage.artifact)
    }
}
