/// Why samples and verdicts cannot be summarised: the records contradict each other.
package enum SummaryError: Error, Sendable, Equatable, CustomStringConvertible {
    case repeatedTranscript(String)
    case repeatedVerdict(scorer: String, transcript: String)
    case misplacedVerdict(scorer: String, transcript: String)
    case moreThanRequested(condition: String, requested: Int, recorded: Int)
    case unknownCondition(String)

    package var description: String {
        switch self {
        case .repeatedTranscript(let id):
            "the transcript \(id) is recorded twice; each sample must have an id of its own"
        case .repeatedVerdict(let scorer, let transcript):
            "the scorer \(scorer) has two verdicts on the transcript \(transcript); score the run again"
        case .misplacedVerdict(let scorer, let transcript):
            "the scorer \(scorer)'s verdict on the transcript \(transcript) does not follow that transcript; "
                + "score the run again"
        case .moreThanRequested(let condition, let requested, let recorded):
            "the condition \(condition) has \(recorded) samples, but only \(requested) were requested"
        case .unknownCondition(let name):
            "a contrast names the condition \(name), which the report does not have"
        }
    }
}
