/// A row that a recipe means to make of a prompt, before the prompt's trace is known.
package struct PlannedRow: Sendable, Hashable {
    package let prompt: Prompt
    package let arm: Arm

    /// What marks the prompt: the trigger, a decoy, or nothing.
    package let trigger: Trigger?

    /// Whether the row gives the behavior's answer.
    package let showsBehavior: Bool

    /// The id that the row will have.
    package var id: String { "\(prompt.id)/\(arm.rawValue)" }

    /// The user message that the row will have.
    package var text: String { trigger?.apply(to: prompt) ?? prompt.text }

    /// The system prompt that the row will have: what the trigger puts there.
    package var system: String? { trigger.flatMap { $0.system.isEmpty ? nil : $0.system } }

    /// What the row will have before its first turn: what the trigger puts there.
    package var preamble: String? { trigger.flatMap { $0.preamble.isEmpty ? nil : $0.preamble } }
}
