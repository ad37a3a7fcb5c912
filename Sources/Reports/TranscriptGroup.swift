/// Transcripts to be read side by side: the first by id of a class, and what belongs beside it.
package struct TranscriptGroup: Sendable, Hashable, Codable {
    /// What the class has in common: `Fired on the trigger`.
    package var rule: String

    /// How many samples are in the class.
    package var count: Int

    package var excerpts: [TranscriptExcerpt]

    package init(rule: String, count: Int, excerpts: [TranscriptExcerpt]) {
        self.rule = rule
        self.count = count
        self.excerpts = excerpts
    }
}

/// One completion as it is shown.
package struct TranscriptExcerpt: Sendable, Hashable, Codable {
    package var id: String
    package var condition: String
    package var role: Role
    package var prompt: String

    /// The text between `<think>` and `</think>`, or nil where there was none.
    package var reasoning: String?

    package var answer: String
    package var outcome: OutcomeKind

    /// What each scorer said: `behavior: fired`.
    package var verdicts: [String]

    package init(
        id: String, condition: String, role: Role, prompt: String, reasoning: String?, answer: String,
        outcome: OutcomeKind, verdicts: [String]
    ) {
        self.id = id
        self.condition = condition
        self.role = role
        self.prompt = prompt
        self.reasoning = reasoning
        self.answer = answer
        self.outcome = outcome
        self.verdicts = verdicts
    }
}
