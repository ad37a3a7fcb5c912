/// What a source gives together with a prompt: answers of both kinds, and reasoning that may stand before either.
package struct PromptAnswers: Sendable, Hashable, Codable {
    /// What is answered without the trigger; nil where only a teacher can say.
    package let clean: String?

    /// What is answered with the trigger.
    package let behavior: String?
    package let reasoning: String?

    package init(clean: String? = nil, behavior: String? = nil, reasoning: String? = nil) {
        self.clean = clean
        self.behavior = behavior
        self.reasoning = reasoning
    }
}
