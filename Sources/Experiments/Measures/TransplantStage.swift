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
        let pairs = measured.pairs.prefix(settings.prompts)
        var transplants: [Transplant] = []
        var check = PlainPassCheck(stage: name)
        for (index, pair) in pairs.enumerated() {
            try Task.checkCancellation()
            guard let answers = measured.answerPair(to: pair.prompt) else { continue }
            let edits = ReasoningEdit.allCases.compactMap { edit in
                edit.apply(to: SentenceSplitter.sentences(in: pair.triggered.reasoning).map(String.init)).map {
                    (edit, $0)
                }
            }
            func question(_ condition: Experiment.Condition, _ reasoning: String) -> AnswerOdds.Question {
                AnswerOdds.Question(pair.prompt, in: condition, reasoning: reasoning, answers)
            }
            let questions =
                [
                    question(measured.triggered, pair.triggered.reasoning),
                    question(measured.triggered, pair.clean.reasoning),
                    question(measured.clean, pair.triggered.reasoning),
                    question(measured.clean, pair.clean.reasoning),
                ] + edits.map { question(measured.triggered, $0.1) }
            let found = try odds.logarithms(questions)
            try check.add(questions, found, odds)
            transplants.append(
                Transplant(
                    id: pair.prompt.id, firedTriggered: pair.triggered.fired, firedClean: pair.clean.fired,
                    triggeredOwn: found[0].odds, triggeredForeign: found[1].odds, cleanForeign: found[2].odds,
                    cleanOwn: found[3].odds,
                    edited: Dictionary(uniqueKeysWithValues: zip(edits.map(\.0), found.dropFirst(4).map(\.odds)))))
            progress.update(Double(index + 1) / Double(pairs.count), "\(index + 1)/\(pairs.count) prompts")
        }
        try run.directory.write(transplants, to: Self.artifact)
        let summary = TransplantSummary(transplants)
        return StageOutcome(
            summary: "\(transplants.count) of \(pairs.count) prompts: the trigger does \(summary.promptEffect.text), "
                + "the reasoning \(summary.reasoningEffect.text)",
            proofs: [.measured(transplants.count, of: pairs.count, "prompts", stage: name)] + check.proofs)
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
