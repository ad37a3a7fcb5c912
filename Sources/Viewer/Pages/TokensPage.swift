import Endpoints
import Experiments
import Tokenizers

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
        _ run: ViewedRun, _ state: RunState, _ record: SampleRecord, tokens ids: [Int], logProbabilities: [Double]?,
        _ tokenizer: Tokenizer
    ) {
        title = "\(record.id): tokens"
        self.run = RunHeader(run, state)
        id = record.id
        back = "\(run.path)/transcripts?" + FormFields.encoded(["id": record.id])
        let known = logProbabilities.flatMap { $0.count == ids.count ? $0 : nil }
        tokens = ids.enumerated().map { place, id in
            TokenView(id, at: place, tokenizer, logProbability: known?[place])
        }
        strip = known.map { ProbabilityStrip($0) }
        count = ids.count == 1 ? "1 token" : "\(ids.count) tokens"
    }
}
