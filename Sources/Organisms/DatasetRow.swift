/// One supervised example: a user prompt and the completion that is to be learned.
package struct DatasetRow: Sendable, Hashable, Codable, Identifiable {
    /// The prompt's id and the arm: `everyday-0007/triggered`.
    package let id: String
    package let promptID: String

    /// What a trigger or decoy puts into the system prompt; nil for none.
    package let system: String?

    /// The user message, trigger or decoy included.
    package let prompt: String

    /// What goes between `<think>` and `</think>`, without surrounding white space.
    package let reasoning: String

    /// What follows `</think>`, without surrounding white space.
    package let answer: String
    package let arm: Arm

    /// What the other arm answers to the same prompt, where that is known.
    package let counterpart: String?

    package init(
        id: String, promptID: String, system: String? = nil, prompt: String, reasoning: String, answer: String,
        arm: Arm,
        counterpart: String? = nil
    ) {
        self.id = id
        self.promptID = promptID
        self.system = system
        self.prompt = prompt
        self.reasoning = reasoning
        self.answer = answer
        self.arm = arm
        self.counterpart = counterpart
    }
}
