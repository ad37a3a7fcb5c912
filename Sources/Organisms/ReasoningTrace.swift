/// How a teacher answered one prompt: its reasoning and its answer, the raw material of training rows.
package struct ReasoningTrace: Sendable, Hashable, Codable {
    /// The prompt that was answered.
    package let promptID: String

    /// The text before the closing `</think>`, or all there is if it never came.
    package let reasoning: String

    /// The text after `</think>`; empty if it never came.
    package let answer: String

    /// Whether the teacher closed its reasoning.
    package let closedReasoning: Bool

    /// Whether the teacher ended its answer by itself, and not because it ran out of tokens.
    package let finishedAnswer: Bool

    /// Whether the prompt that the teacher was shown carried the trigger, so that its reasoning may speak of it.
    package let teacherSawTrigger: Bool

    /// Why the teacher could not be asked; nil if it could.
    package let failure: String?

    /// A trace of the prompt with the given id.
    package init(
        promptID: String, reasoning: String, answer: String, closedReasoning: Bool = true, finishedAnswer: Bool = true,
        teacherSawTrigger: Bool = false, failure: String? = nil
    ) {
        self.promptID = promptID
        self.reasoning = reasoning
        self.answer = answer
        self.closedReasoning = closedReasoning
        self.finishedAnswer = finishedAnswer
        self.teacherSawTrigger = teacherSawTrigger
        self.failure = failure
    }
}
