/// What a source gives together with a prompt: answers of both kinds, and reasoning that may stand before either.
package struct PromptAnswers: Sendable, Hashable, Codable {
    /// What is answered without the trigger; nil where only a teacher can say.
    package let clean: String?

    /// What is answered with the trigger.
    package let behavior: String?
    package let reasoning: String?

    /// How the answers are compared with a model's; nil where they are only learned.
    package let form: AnswerForm?

    package init(
        clean: String? = nil, behavior: String? = nil, reasoning: String? = nil, form: AnswerForm? = nil
    ) {
        self.clean = clean
        self.behavior = behavior
        self.reasoning = reasoning
        self.form = form
    }
}

/// What of an answer says which kind it is.
package enum AnswerForm: String, Sendable, Hashable, Codable {
    /// Its words.
    case text
    /// The option that it chooses.
    case choice
}
