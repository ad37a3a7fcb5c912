/// The samples of one condition, by number, beside what each scorer said of them: a few numbers a sample, and no text.
struct ScoreSheet: Sendable {
    let condition: String

    /// The number of each sample's prompt, which is the same in all sheets of a run.
    private(set) var prompts: [Int32] = []

    /// How each sample ended.
    private(set) var outcomes: [Outcome] = []

    /// Findings by scorer, for every scorer that was run at all.
    private(set) var findings: [String: FindingColumn] = [:]

    /// Hashes of the samples' ids. Of a million ids, two share one of these with a probability of 3·10⁻⁸; and then the
    /// summary is refused, not wrong.
    private(set) var identifiers: Set<Int> = []

    var samples: Range<Int> { outcomes.indices }

    var behavior: FindingColumn? { findings[BehaviorScorer.name] }
    var originalRule: FindingColumn? { findings[OriginalStringEvaluation.name] }
    var wellFormed: FindingColumn? { findings[WellFormednessScorer.name] }
    var triggerMentions: FindingColumn? { findings[ReasoningMentionScorer.triggerMentionName] }
    var replyMentions: FindingColumn? { findings[ReasoningMentionScorer.replyMentionName] }

    init(condition: String) {
        self.condition = condition
    }

    /// Adds a sample.
    mutating func append(_ transcript: Transcript, promptNumber: Int32) throws(SummaryError) {
        guard identifiers.insert(transcript.id.hashValue).inserted else { throw .repeatedTranscript(transcript.id) }
        prompts.append(promptNumber)
        outcomes.append(transcript.completion.outcome)
    }

    /// Notes what a scorer said of the last sample.
    mutating func record(_ verdict: Verdict) throws(SummaryError) {
        let sample = samples.upperBound - 1
        guard findings[verdict.scorer, default: FindingColumn()].record(verdict.value, of: sample) else {
            throw .repeatedVerdict(scorer: verdict.scorer, transcript: verdict.transcriptID)
        }
    }

    /// The sheet with empty findings of those scorers that said nothing of its samples, and so owe them a verdict.
    func owing(_ scorers: Set<String>) -> ScoreSheet {
        var sheet = self
        for scorer in scorers where findings[scorer] == nil { sheet.findings[scorer] = FindingColumn() }
        return sheet
    }

    /// The samples in which the behavior fired.
    var fired: [Int] { samples(of: BehaviorScorer.name) { $0 == .flag(true) } }

    /// The samples of which a scorer said something that `matches`.
    func samples(of scorer: String, where matches: (Verdict.Value) -> Bool) -> [Int] {
        guard let findings = findings[scorer] else { return [] }
        return samples.filter { findings[$0].map(matches) ?? false }
    }

    /// By number of the prompt, how many of `samples`, or of all, it has, and how many of `successes`.
    func samplesByPrompt(_ successes: [Int], of samples: [Int]? = nil) -> [(successes: Int, trials: Int)] {
        var counts = Array(repeating: (successes: 0, trials: 0), count: Int(prompts.max() ?? -1) + 1)
        for sample in samples ?? Array(self.samples) { counts[Int(prompts[sample])].trials += 1 }
        for sample in successes { counts[Int(prompts[sample])].successes += 1 }
        return counts
    }
}
