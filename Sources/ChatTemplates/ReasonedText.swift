/// A completion taken apart by `ReasoningFormat.split`.
package struct ReasonedText: Sendable, Hashable, Codable {
    /// How the tags stood.
    package enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// The reasoning is opened, by the completion or its prompt, and closed once; the answer follows.
        case wellFormed
        /// Neither tag occurs: all of it is answer.
        case noReasoning
        /// The reasoning is closed but was never opened.
        case missingOpenTag
        /// The reasoning is not closed: all of it is reasoning, and there is no answer.
        case missingCloseTag
        /// Something is written in front of the open tag; it counts as reasoning, its tag included.
        case textBeforeReasoning
        /// A tag occurs again inside the reasoning or in the answer.
        case repeatedTag
    }

    package let reasoning: String?
    /// What follows the close tag; nil when the reasoning never ended, empty when nothing follows.
    package let answer: String?
    package let outcome: Outcome
}
