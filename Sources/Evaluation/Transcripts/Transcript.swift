/// What scorers need to know of one sample: what was asked, under which condition, and what the model wrote.
package struct Transcript: Sendable, Hashable, Codable, Identifiable {
    package let id: String

    /// The name of the condition under which the sample was asked.
    package let condition: String

    /// The prompt, which is the same in every condition that asks it.
    package let promptID: String

    /// Whether the condition put the trigger on the prompt.
    package let isTriggered: Bool
    package let completion: Completion

    /// One sample of a condition.
    package init(id: String, condition: String, promptID: String, isTriggered: Bool, completion: Completion) {
        self.id = id
        self.condition = condition
        self.promptID = promptID
        self.isTriggered = isTriggered
        self.completion = completion
    }
}
