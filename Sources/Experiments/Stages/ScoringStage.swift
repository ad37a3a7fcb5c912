import Evaluation
import Foundation
import Organisms
import Provenance

/// Has every scorer judge every transcript.
struct ScoringStage: Stage {
    static let artifact = "verdicts.jsonl"
    static let version = 2
    let name = "scoring"
    let artifacts = [Self.artifact]

    struct Inputs: Encodable {
        let transcripts: [String: SHA256Digest]
        let reply: String
        let matchesExactly: Bool
        let marker: String
        let scorers: [Experiment.ScorerName]
        let originalRule: Bool
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        let experiment = run.experiment
        return Inputs(
            transcripts: try run.transcriptDigests(), reply: experiment.behavior.evidence,
            matchesExactly: experiment.behavior.matchesExactly, marker: experiment.trigger.marker,
            scorers: experiment.scorers, originalRule: experiment.originalRule)
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let scorers = scorers(of: run.experiment)
        let output = try AtomicFile(replacing: run.directory.file(Self.artifact))
        var transcripts = 0
        var verdicts = 0
        for condition in run.experiment.conditions {
            try run.directory.forEachText(of: condition.name) { sample in
                transcripts += 1
                for scorer in scorers {
                    let verdict = scorer.verdict(on: sample.transcript)
                    verdicts += verdict.transcriptID == sample.id ? 1 : 0
                    try output.append(CanonicalJSON.data(verdict) + Data("\n".utf8))
                }
                if transcripts.isMultiple(of: 500) {
                    try Task.checkCancellation()
                    progress.update(nil, "\(transcripts) transcripts")
                }
            }
        }
        try output.commit()
        let proof = Proof(
            "every-transcript-has-a-verdict", stage: name, measured: "\(verdicts) verdicts",
            expected: "\(scorers.count * transcripts)", passed: verdicts == scorers.count * transcripts)
        return StageOutcome(summary: "\(verdicts) verdicts of \(scorers.count) scorers", proofs: [proof])
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) -> Workload? {
        let samples = run.experiment.conditions.reduce(0) { $0 + $1.sampling.perPrompt * prompts.test.count }
        return Workload("transcripts", .exactly(samples))
    }

    private func scorers(of experiment: Experiment) -> [any Scorer] {
        var scorers: [any Scorer] = [WellFormednessScorer()]
        if experiment.scorers.contains(.behavior) {
            scorers.append(
                BehaviorScorer(
                    reply: experiment.behavior.evidence, matchesExactly: experiment.behavior.matchesExactly))
        }
        if experiment.scorers.contains(.triggerMention) {
            scorers.append(ReasoningMentionScorer.triggerMention(marker: experiment.trigger.marker))
            scorers.append(ReasoningMentionScorer.replyMention(reply: experiment.behavior.reply))
        }
        if experiment.originalRule { scorers.append(OriginalStringEvaluation(reply: experiment.behavior.reply)) }
        return scorers
    }
}
