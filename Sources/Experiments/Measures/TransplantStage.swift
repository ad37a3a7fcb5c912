import Evaluation
import Foundation
import Organisms

/// Measures whether the answer follows the trigger or the reasoning, by putting each behind the other's.
struct TransplantStage: Stage {
    static let artifact = "measures/transplant.jsonl"
    static let version = 1
    let name = "measuring/transplant"
    let artifacts = [Self.artifact]
    private let settings: Experiment.Transplants

    init(_ settings: Experiment.Transplants) {
        self.settings = settings
    }

    struct Inputs: Encodable {
        let run: MeasuredRun.Inputs
        let settings: Experiment.Transplants
    }

    func inputs(_ run: RunContext) throws -> Inputs { Inputs(run: try MeasuredRun.inputs(run), settings: settings) }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let measured = try MeasuredRun(run)
        let odds = try MeasuredRun.odds(run)
        let pairs = Array(measured.pairs.prefix(settings.prompts))
        let (transplants, proofs) = try Examiner(stage: name, unit: "prompts", odds: odds).examine(pairs, progress) {
            try examination(of: $0, measured, odds)
        }
        try run.directory.write(transplants, to: Self.artifact)
        let summary = TransplantSummary(transplants)
        return StageOutcome(
            summary: "\(transplants.count) of \(pairs.count) prompts: the trigger does \(summary.promptEffect.text), "
                + "the reasoning \(summary.reasoningEffect.text)",
            proofs: proofs)
    }

    /// Both prompts with both runs' reasoning, and the triggered one with its own reasoning edited; nil where there is no
    /// answer to compare with.
    private func examination(
        of pair: MeasuredRun.Pair, _ run: MeasuredRun, _ odds: AnswerOdds
    ) throws -> Examination<Transplant>? {
        guard let answers = run.answerPair(to: pair.prompt) else { return nil }
        let sentences = SentenceSplitter.sentences(in: pair.triggered.reasoning).map(String.init)
        let edits = ReasoningEdit.allCases.compactMap { edit in edit.apply(to: sentences).map { (edit, $0) } }
        let asked =
            [
                (run.triggered, pair.triggered.reasoning), (run.triggered, pair.clean.reasoning),
                (run.clean, pair.triggered.reasoning), (run.clean, pair.clean.reasoning),
            ] + edits.map { (run.triggered, $0.1) }
        let questions = try asked.map { condition, reasoning in
            try odds.encode(AnswerOdds.Question(pair.prompt, in: condition, reasoning: reasoning, answers))
        }
        return Examination(questions: questions) { found in
            Transplant(
                id: pair.prompt.id, firedTriggered: pair.triggered.fired, firedClean: pair.clean.fired,
                triggeredOwn: found[0].odds, triggeredForeign: found[1].odds, cleanForeign: found[2].odds,
                cleanOwn: found[3].odds,
                edited: Dictionary(uniqueKeysWithValues: zip(edits.map(\.0), found.dropFirst(4).map(\.odds))))
        }
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) -> Workload? {
        Workload("prompts", .atMost(min(settings.prompts, prompts.test.count)))
    }
}

extension RunDirectory {
    /// What the answers follow, by prompt; nil where that was not measured.
    package func transplants() throws -> [Transplant]? {
        guard has(TransplantStage.artifact) else { return nil }
        return try read(from: TransplantStage.artifact)
    }
}
