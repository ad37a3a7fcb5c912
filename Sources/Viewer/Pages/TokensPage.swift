import Endpoints
import Experiments

/// The tokens of a transcript, with what the model gave for each.
struct TokensPage: Page {
    static let template = "tokens"

    let page = "tokens"
    let title: String
    let run: RunHeader
    let id: String
    let back: String
    let tokens: [TokenView]
    /// Nil where the run recorded no log-probabilities.
    let strip: ProbabilityStrip?
    let count: String

    /// - Parameter logProbabilities: natural logarithms, one a token.
    init(
        _ run: ViewedRun, _ state: RunState, _ record: SampleRecord, _ tokens: [TokenView],
        logProbabilities: [Double]?
    ) {
        title = "\(record.id): tokens"
        self.run = RunHeader(run, state)
        id = record.id
        back = "\(run.path)/transcripts?" + FormFields.encoded(["id": record.id])
        self.tokens = tokens
        strip = logProbabilities.map { ProbabilityStrip($0) }
        count = tokens.count == 1 ? "1 token" : "\(tokens.count) tokens"
    }
}
