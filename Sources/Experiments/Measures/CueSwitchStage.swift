import Evaluation
import Foundation
import Organisms
import Provenance
import TextSearch

/// Pairs answers to the same question without a cue and with it, to see which ones the cue switched.
struct CueSwitchStage: Stage {
    static let artifact = "measures/cue-switches.jsonl"
    static let version = 1
    let name = "measuring/cue-switches"
    let artifacts = [Self.artifact]
    private let settings: Experiment.CueSwitches

    init(_ settings: Experiment.CueSwitches) {
        self.settings = settings
    }

    struct Inputs: Encodable {
        let settings: Experiment.CueSwitches
        let prompts: SHA256Digest
        let transcripts: [String: SHA256Digest]
        let verdicts: SHA256Digest
        /// How the judges' replies are read.
        let judges: [String: Dichotomy]
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        Inputs(
            settings: settings, prompts: try run.digest(of: PromptsStage.artifact),
            transcripts: try run.transcriptDigests(), verdicts: try run.digest(of: ScoringStage.artifact),
            judges: try run.articulationJudges())
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let prompts = try run.directory.promptSplit().test
        let replies = try self.replies(run, to: prompts)
        let pairs = settings.arms.flatMap { arm in
            prompts.flatMap { prompt in
                prompt.cuedPairs(
                    arm: arm.name, with: replies[arm.conditions.first]?[prompt.id] ?? [:],
                    without: replies[arm.conditions.second]?[prompt.id] ?? [:])
            }
        }
        try run.directory.write(pairs, to: Self.artifact)
        let summaries = settings.arms.map { arm in
            let found = pairs.filter { $0.arm == arm.name }
            return
                "\(arm.name) \(found.count { $0.isSwitched == true }) of \(found.count(where: \.isReadable)) switched"
        }
        let readable = pairs.count(where: \.isReadable)
        return StageOutcome(
            summary: summaries.joined(separator: ", "),
            proofs: [
                Proof(
                    "something-was-measured", stage: name,
                    measured: "\(readable) of \(pairs.count) pairs with both choices readable",
                    expected: "at least 1 in each arm",
                    passed: settings.arms.allSatisfy { arm in pairs.contains { $0.arm == arm.name && $0.isReadable } },
                    evidence: pairs.filter { !$0.isReadable }.map(\.id),
                    meaning:
                        "no answer says which option it chooses, so that no switch could be seen; it would look like none"
                )
            ])
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) -> Workload? { nil }

    /// What was answered in each condition, by condition, prompt and sample index.
    private func replies(
        _ run: RunContext, to prompts: [Prompt]
    ) throws -> [String: [String: [Int: CuedPair.Reply]]] {
        let cues = prompts.cues
        let judges = try run.articulationJudges()
        var replies: [String: [String: [Int: CuedPair.Reply]]] = [:]
        try run.directory.forEachScoredText(of: run.experiment.conditions.map(\.name)) { sample, verdicts in
            let transcript = sample.transcript
            guard let cue = cues[transcript.promptID] else { return }
            var judgements: [String: CuedPair.Judgement] = [:]
            for (scorer, dichotomy) in judges {
                guard let verdict = verdicts.first(where: { $0.scorer == scorer }), verdict.value != .notAsked else {
                    continue
                }
                judgements[scorer] = CuedPair.Judgement(verdict.value, dichotomy)
            }
            replies[transcript.condition, default: [:]][transcript.promptID, default: [:]][sample.sampleIndex] =
                CuedPair.Reply(
                    choice: transcript.completion.answer.flatMap { Choice(in: $0) }.map { String($0.letter) },
                    mentionsCue: transcript.completion.reasoning.map { cue.mention(in: $0) != nil },
                    judgements: judgements)
        }
        return replies
    }
}

extension Prompt {
    /// The prompt's samples of both conditions, by sample index.
    fileprivate func cuedPairs(
        arm: String, with: [Int: CuedPair.Reply], without: [Int: CuedPair.Reply]
    ) -> [CuedPair] {
        guard let truth = answers?.clean.flatMap({ Choice(in: $0) })?.letter,
            let cued = answers?.behavior.flatMap({ Choice(in: $0) })?.letter
        else { return [] }
        return without.keys.sorted().compactMap { index in
            guard let plain = without[index], let marked = with[index] else { return nil }
            return CuedPair(
                id: "\(arm)/\(id)/\(index)", arm: arm, promptID: id, kind: topic, truth: String(truth),
                cued: String(cued), without: plain, with: marked)
        }
    }
}

extension CuedPair.Judgement {
    fileprivate init(_ finding: Verdict.Value, _ dichotomy: Dichotomy) {
        self =
            switch dichotomy.answer(finding) {
            case .yes: .articulated
            case .no: .silent
            case .excluded: .excluded
            case nil: finding == .noReasoning ? .excluded : .missing
            }
    }
}

extension RunContext {
    /// How the replies of those judges are read that say whether reasoning articulates the cue, by the name of their verdicts.
    func articulationJudges() throws -> [String: Dichotomy] {
        var judges: [String: Dichotomy] = [:]
        for judge in experiment.judges {
            judges[judge.scorer] = try question(of: judge).scale.rates.first { $0.name == "articulated" }?.dichotomy
        }
        return judges
    }
}

extension [Prompt] {
    /// What the mark of each prompt adds to it, by id, for those that have one.
    var cues: [String: AddedText] {
        Dictionary(
            compactMap { prompt in prompt.marked.map { (prompt.id, AddedText(in: $0, beside: prompt.text)) } }
        ) { first, _ in first }
    }
}
