/// What the teacher is to be asked about one prompt.
package struct TeacherQuestion: Sendable, Hashable, Codable, Identifiable {
    /// Unique within a recipe; the same prompt may be asked with and without the trigger.
    package var id: String { showsTrigger ? "\(promptID)+trigger" : promptID }
    package let promptID: String

    /// The user message.
    package let text: String

    /// What the trigger puts into the system prompt; nil for none.
    package let system: String?

    /// Whether the question carries the trigger.
    package let showsTrigger: Bool
}
