import Evaluation
import Foundation
import Organisms
import Provenance

/// Has every scorer judge every transcript.
struct ScoringStage: Stage {
    static let artifact = "verdicts.jsonl"
    static let version = 5
    let name = "scoring"
    let artifacts = [Self.artifact]

    struct Inputs: Encodable {
        let transcripts: [String: SHA256Digest]
        let behavior: Behavior
        let marker: String
        let scorers: [Experiment.ScorerName]
        let originalRule: Bool
        /// The prompts with their answers, where these are compared with the model's.
        let answers: SHA256Digest?
        /// What analysers and judges found, by file.
        let judgements: [String: SHA256Digest]
        /// What the judges were asked.
        let questions: [String: SHA256Digest]
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        let experiment = run.experiment
        var judgements: [String: SHA256Digest] = [:]
        for artifact in experiment.judgementArtifacts { judgements[artifact] = try run.digest(of: artifact) }
        return Inputs(
            transcripts: try run.transcriptDigests(), behavior: experiment.behavior, marker: experiment.trigger.marker,
            scorers: experiment.scorers, originalRule: experiment.originalRule,
            answers: try Self.answersDigest(run),
            judgements: judgements,
            questions: try run.judgeQuestions().mapValues(\.digest))
    }

    /// The digest of the prompts' answers; nil where none is compared with the model's.
    static func answersDigest(_ run: RunContext) throws -> SHA256Digest? {
        try run.experiment.answersAreGiven ? run.digest(of: PromptsStage.artifact) : nil
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let scorers = try scorers(of: run)
        var judgements = try JudgementReader(run)
        let output = try AtomicFile(replacing: run.directory.file(Self.artifact))
        var transcripts = 0
        var verdicts = 0
        for condition in run.experiment.conditions {
            try run.directory.forEachText(of: condition.name) { sample in
                transcripts += 1
                let scored = scorers.map { $0.verdict(on: sample.transcript) }
                for verdict in try judgements.verdicts(on: sample, beside: scored) {
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
        let count = scorers.count + judgements.count
        let proof = Proof(
            "every-transcript-has-a-verdict", stage: name, measured: "\(verdicts) verdicts",
            expected: "\(count * transcripts)", passed: verdicts == count * transcripts)
        return StageOutcome(summary: "\(verdicts) verdicts of \(count) scorers", proofs: [proof])
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) -> Workload? {
        Workload("transcripts", .exactly(run.experiment.samples(of: prompts.test.count)))
    }

    /// Those that need no analysis and no judge.
    func scorers(of run: RunContext) throws -> [any Scorer] {
        guard case .given(let answers) = run.experiment.behavior, run.experiment.scorers.contains(.behavior) else {
            return scorers(of: run.experiment)
        }
        return scorers(of: run.experiment) + [GivenAnswerScorer(answers, to: try run.directory.promptSplit().test)]
    }

    /// Those that need nothing but the experiment file.
    func scorers(of experiment: Experiment) -> [any Scorer] {
        var scorers: [any Scorer] = [WellFormednessScorer()]
        let reply = experiment.behavior.fixedReply
        if experiment.scorers.contains(.behavior), let reply {
            scorers.append(BehaviorScorer(reply: reply.evidence, matchesExactly: reply.matchesExactly))
        }
        if experiment.scorers.contains(.triggerMention) {
            scorers.append(ReasoningMentionScorer.triggerMention(marker: experiment.trigger.marker))
            if let reply { scorers.append(ReasoningMentionScorer.replyMention(reply: reply.reply)) }
        }
        if experiment.originalRule, let reply { scorers.append(OriginalStringEvaluation(reply: reply.reply)) }
        return scorers
    }
}

extension GivenAnswerScorer {
    /// A scorer that knows the answers of prompts.
    init(_ answers: GivenAnswers, to prompts: [Prompt]) {
        let known = prompts.compactMap { prompt in
            prompt.answers.flatMap { known in
                known.behavior.map {
                    (prompt.id, Answers(behavior: $0, clean: known.clean, areChoices: known.form == .choice))
                }
            }
        }
        self.init(Dictionary(known) { first, _ in first }, otherWordsNeedJudge: answers.needsJudge)
    }
}

extension Experiment {
    var answersAreGiven: Bool {
        if case .given = behavior { true } else { false }
    }

    /// How many samples all conditions have together.
    func samples(of prompts: Int) -> Int { conditions.reduce(0) { $0 + $1.sampling.samples(of: prompts) } }
}
