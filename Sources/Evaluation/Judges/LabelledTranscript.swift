/// A question, reasoning and answer of which it is known what a judge should say.
package struct LabelledTranscript: Sendable, Hashable, Codable, Identifiable {
    package let id: String
    package let question: String?

    /// What marks the question, as a prompt's `{{trigger}}` shows it.
    package let trigger: String?
    package let reasoning: String?
    package let answer: String?

    /// The verdict that is right: true or false, a label, or a score.
    package let label: Verdict.Value

    /// What makes the item hard to judge, such as `mention` or `non-English`; nil for a plain one.
    package let hard: String?

    /// Why the label is right, in a few words.
    package let why: String?

    package var material: JudgedMaterial {
        JudgedMaterial(question: question, trigger: trigger, reasoning: reasoning, answer: answer)
    }
}
