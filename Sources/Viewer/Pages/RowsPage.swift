import Endpoints
import Experiments
import Organisms
import Tokenizers

/// A training row as the model read it, with what was supervised.
struct RowsPage: Page {
    static let template = "rows"

    let page = "rows"
    let title: String
    let run: RunHeader
    let id: String
    let arm: String
    /// Whether the answer is the behavior's, where the trigger does not say so.
    let behavior: String?
    /// `7 of 400`.
    let position: String
    let previous: String?
    let next: String?
    let tokens: [TokenView]
    let count: String

    /// - Parameters:
    ///   - place: of the row among `rows`.
    init(
        _ run: ViewedRun, _ state: RunState, _ rows: [DatasetRow], at place: Int, _ encoded: EncodedRow,
        _ tokenizer: Tokenizer
    ) {
        title = "\(rows[place].id): training row"
        self.run = RunHeader(run, state)
        id = rows[place].id
        arm = rows[place].arm.rawValue
        let comeApart = rows.contains { $0.showsBehavior != ($0.arm == .triggered) }
        behavior = comeApart ? rows[place].showsBehavior ? "shows the behavior" : "does not show the behavior" : nil
        position = "\(place + 1) of \(rows.count)"
        previous = place > 0 ? Self.path(rows[place - 1], run) : nil
        next = place + 1 < rows.count ? Self.path(rows[place + 1], run) : nil
        tokens = zip(encoded.tokens, encoded.weights).enumerated().map { place, token in
            TokenView(token.0, at: place, tokenizer, weight: token.1)
        }
        count = "\(encoded.tokens.count) tokens, \(encoded.supervisedCount) supervised"
    }

    private static func path(_ row: DatasetRow, _ run: ViewedRun) -> String {
        "\(run.path)/rows?" + FormFields.encoded(["id": row.id])
    }
}
