import Evaluation
import Foundation
import Provenance

/// Has every scorer judge every transcript.
struct ScoringStage: Stage {
    static let name = "scoring"
    static let version = 1
    static let artifacts = ["verdicts.jsonl"]

    let experiment: Experiment
    let transcripts: [Transcript]
    let transcriptsDigest: SHA256Digest

    struct Inputs: Encodable {
        let transcripts: SHA256Digest
        let reply: String
        let matchesExactly: Bool
        let marker: String
        let scorers: [Experiment.ScorerName]
        let originalRule: Bool
    }

    var inputs: Inputs {
        Inputs(
            transcripts: transcriptsDigest, reply: experiment.behavior.evidence,
            matchesExactly: experiment.behavior.matchesExactly, marker: experiment.trigger.marker,
            scorers: experiment.scorers, originalRule: experiment.originalRule)
    }

    private var scorers: [any Scorer] {
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

    func produce(in directory: RunDirectory, _ progress: StageProgress) throws -> StageOutcome {
        let scorers = scorers
        let verdicts = transcripts.flatMap { transcript in scorers.map { $0.verdict(on: transcript) } }
        try directory.write(verdicts, to: Self.artifacts[0])
        let pairs = Set(verdicts.map { "\($0.scorer) \($0.transcriptID)" }).count
        let proof = Proof(
            "every-transcript-has-a-verdict", stage: Self.name, measured: "\(pairs) verdicts",
            expected: "\(scorers.count * transcripts.count)", passed: pairs == scorers.count * transcripts.count)
        return StageOutcome(
            summary: "\(verdicts.count) verdicts of \(scorers.count) scorers", proofs: [proof])
    }

    func load(from directory: RunDirectory) throws -> [Verdict] {
        try directory.read(from: Self.artifacts[0])
    }
}
