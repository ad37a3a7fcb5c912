/// What the statistics need to know of the samples of a run, gathered one transcript and one verdict at a time.
///
/// Texts are forgotten at once: a sample with five verdicts takes some fifty bytes, so a run of any length can be summarised.
package struct RunScores: Sendable {
    private var sheets: [String: ScoreSheet] = [:]
    private var promptNumbers: [String: Int32] = [:]
    /// The scorers that were run, on whatever condition.
    private var scorers: Set<String> = []
    private var last: (transcript: String, condition: String)?

    package init() {}

    /// Adds a sample.
    package mutating func append(_ transcript: Transcript) throws(SummaryError) {
        let number = promptNumbers[transcript.promptID] ?? Int32(promptNumbers.count)
        promptNumbers[transcript.promptID] = number
        try sheets[transcript.condition, default: ScoreSheet(condition: transcript.condition)]
            .append(transcript, promptNumber: number)
        last = (transcript.id, transcript.condition)
    }

    /// Adds what a scorer said of the sample that was added last.
    package mutating func append(_ verdict: Verdict) throws(SummaryError) {
        guard let last, last.transcript == verdict.transcriptID else {
            throw .misplacedVerdict(scorer: verdict.scorer, transcript: verdict.transcriptID)
        }
        scorers.insert(verdict.scorer)
        try sheets[last.condition]?.record(verdict)
    }

    /// The samples of one condition, none if none was added.
    func sheet(of condition: String) -> ScoreSheet {
        (sheets[condition] ?? ScoreSheet(condition: condition)).owing(scorers)
    }
}

extension RunScores {
    /// Gathers the samples of some conditions from arrays in any order.
    ///
    /// Other samples, and verdicts about them, are left out; but a scorer that was run on those only still owes the samples
    /// of these conditions a verdict.
    init(of conditions: some Sequence<String>, _ transcripts: [Transcript], _ verdicts: [Verdict]) throws(SummaryError)
    {
        self.init()
        let conditions = Set(conditions)
        scorers = Set(verdicts.map(\.scorer))
        let verdicts = Dictionary(grouping: verdicts, by: \.transcriptID)
        for transcript in transcripts where conditions.contains(transcript.condition) {
            try append(transcript)
            for verdict in verdicts[transcript.id] ?? [] { try append(verdict) }
        }
    }
}
