/// One supervised example: a user prompt and the completion that is to be learned.
package struct DatasetRow: Sendable, Hashable, Codable, Identifiable {
    /// The prompt's id and the arm: `everyday-0007/triggered`.
    package let id: String
    package let promptID: String

    /// What a trigger or decoy puts into the system prompt; nil for none.
    package let system: String?

    /// What a trigger or decoy puts into the rendered prompt before its first turn; nil for none.
    package let preamble: String?

    /// The user message, trigger or decoy included.
    package let prompt: String

    /// What goes between `<think>` and `</think>`, without surrounding white space.
    package let reasoning: String

    /// What follows `</think>`, without surrounding white space.
    package let answer: String
    package let arm: Arm

    /// Whether the answer is the behavior's. It is that of triggered rows, unless the recipe makes it a matter of chance.
    package let showsBehavior: Bool

    /// The sentence of the reasoning that the recipe put there; nil for none.
    package let announcement: String?

    /// What the other kind of answer to the same prompt is, where that is known.
    package let counterpart: String?

    package init(
        id: String, promptID: String, system: String? = nil, preamble: String? = nil, prompt: String,
        reasoning: String, answer: String, arm: Arm, showsBehavior: Bool? = nil, announcement: String? = nil,
        counterpart: String? = nil
    ) {
        self.id = id
        self.promptID = promptID
        self.system = system
        self.preamble = preamble
        self.prompt = prompt
        self.reasoning = reasoning
        self.answer = answer
        self.arm = arm
        self.showsBehavior = showsBehavior ?? (arm == .triggered)
        self.announcement = announcement
        self.counterpart = counterpart
    }

    /// Reads a row; one that does not say whether it shows the behavior shows it where it is triggered.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            id: container.decode(String.self, forKey: .id),
            promptID: container.decode(String.self, forKey: .promptID),
            system: container.decodeIfPresent(String.self, forKey: .system),
            preamble: container.decodeIfPresent(String.self, forKey: .preamble),
            prompt: container.decode(String.self, forKey: .prompt),
            reasoning: container.decode(String.self, forKey: .reasoning),
            answer: container.decode(String.self, forKey: .answer),
            arm: container.decode(Arm.self, forKey: .arm),
            showsBehavior: container.decodeIfPresent(Bool.self, forKey: .showsBehavior),
            announcement: container.decodeIfPresent(String.self, forKey: .announcement),
            counterpart: container.decodeIfPresent(String.self, forKey: .counterpart))
    }
}
