/// The samples of one condition beside what each scorer said of them.
struct ScoreSheet {
    typealias Values = [Transcript.ID: Verdict.Value]

    let condition: String
    let transcripts: [Transcript]

    /// Findings by scorer and transcript, for every scorer that was run at all.
    let verdicts: [String: Values]

    var behavior: Values? { verdicts[BehaviorScorer.name] }
    var originalRule: Values? { verdicts[OriginalStringEvaluation.name] }
    var wellFormed: Values? { verdicts[WellFormednessScorer.name] }
    var triggerMentions: Values? { verdicts[ReasoningMentionScorer.triggerMentionName] }
    var replyMentions: Values? { verdicts[ReasoningMentionScorer.replyMentionName] }

    init(condition: String, transcripts: [Transcript], verdicts: [Verdict]) throws(SummaryError) {
        self.condition = condition
        self.transcripts = transcripts.filter { $0.condition == condition }
        var identifiers: Set<String> = []
        for transcript in self.transcripts where !identifiers.insert(transcript.id).inserted {
            throw .repeatedTranscript(transcript.id)
        }
        // A scorer that was run on other conditions only still owes these samples a verdict.
        var sheet = Dictionary(verdicts.map { ($0.scorer, Values()) }) { first, _ in first }
        for verdict in verdicts where identifiers.contains(verdict.transcriptID) {
            guard sheet[verdict.scorer]?.updateValue(verdict.value, forKey: verdict.transcriptID) == nil else {
                throw .repeatedVerdict(scorer: verdict.scorer, transcript: verdict.transcriptID)
            }
        }
        self.verdicts = sheet
    }

    func hasFired(_ transcript: Transcript) -> Bool { behavior?[transcript.id] == .flag(true) }
}

/// Why samples and verdicts cannot be summarised: the records contradict each other.
package enum SummaryError: Error, Sendable, Equatable, CustomStringConvertible {
    case repeatedTranscript(String)
    case repeatedVerdict(scorer: String, transcript: String)
    case moreThanRequested(condition: String, requested: Int, recorded: Int)
    case unknownCondition(String)

    package var description: String {
        switch self {
        case .repeatedTranscript(let id):
            "the transcript \(id) is recorded twice; each sample must have an id of its own"
        case .repeatedVerdict(let scorer, let transcript):
            "the scorer \(scorer) has two verdicts on the transcript \(transcript); score the run again"
        case .moreThanRequested(let condition, let requested, let recorded):
            "the condition \(condition) has \(recorded) samples, but only \(requested) were requested"
        case .unknownCondition(let name):
            "a contrast names the condition \(name), which the report does not have"
        }
    }
}
