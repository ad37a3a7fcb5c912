/// What must be true of rows as tokens before a model is trained on them.
struct EncodedRowChecks {
    private let rows: [EncodedRow]
    private let limit: Int

    /// - Parameter limit: the most tokens of a row.
    init(_ rows: [EncodedRow], limit: Int) {
        self.rows = rows
        self.limit = limit
    }

    func proofs(stage: String) -> [Proof] {
        [
            proof("prompt-is-token-prefix", stage, "the tokenizer joins the prompt's end with the completion's start") {
                !$0.promptIsPrefix
            },
            proof("something-is-supervised", stage, "the prompt alone fills max-length, or the template leaves nothing")
            {
                $0.trainingRow(maximumLength: limit).supervisedCount == 0
            },
            proof("completion-is-supervised", stage, "the mask leaves out tokens of the completion") {
                $0.supervisedCount != $0.tokens.count - $0.promptCount
            },
            proof(
                "reasoning-is-supervised", stage,
                "the chat template strips or closes the reasoning, so that it is not in what is learned"
            ) { !$0.supervisesReasoning },
            proof("end-of-turn-is-supervised", stage, "the model would not learn to stop") { !$0.endsTurn },
            nothingTruncated(stage),
        ]
    }

    private func nothingTruncated(_ stage: String) -> Proof {
        let truncated = rows.filter { $0.tokens.count > limit }
        let withoutAnswer = truncated.count { $0.answerStart >= limit }
        return Proof(
            "nothing-truncated", stage: stage,
            measured: "\(truncated.count) violations in \(rows.count)"
                + (truncated.isEmpty
                    ? ""
                    : "; \(withoutAnswer) rows lose their whole answer, \(truncated.count - withoutAnswer) its end"),
            expected: "0", passed: truncated.isEmpty, evidence: truncated.map(\.id),
            meaning:
                "rows are longer than training.max-length \(limit), up to \(rows.map(\.tokens.count).max() ?? 0) tokens: "
                + "what is cut off is not learned")
    }

    private func proof(
        _ name: String, _ stage: String, _ meaning: String, _ isOffender: (EncodedRow) -> Bool
    ) -> Proof {
        .none(name, stage: stage, of: rows.count, offenders: rows.filter(isOffender).map(\.id), meaning: meaning)
    }
}
