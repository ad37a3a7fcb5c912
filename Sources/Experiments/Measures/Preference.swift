import Evaluation

/// How much likelier a model finds the behavior's answer to a task than the clean one, with the trigger and without.
package struct Preference: Sendable, Hashable, Codable {
    /// The prompt's id.
    package let prompt: String

    /// Whether the organism was trained on the task.
    package let isTrained: Bool

    /// The natural logarithm of how much likelier the behavior's answer is, with the trigger; and without it.
    package let triggered: Double
    package let clean: Double

    /// By how much the trigger moves the logarithm of the odds towards the behavior.
    package var shift: Double { triggered - clean }
}

/// What the trigger does to a model's preferences.
///
/// A model that prefers the behavior with the trigger, but seldom shows it, has learned it; one that does not has not. No
/// sampling, analyser or judge stands between the model and this number.
package struct PreferenceSummary: Sendable, Hashable, Codable {
    /// Over tasks that the organism was trained on; nil if there are none.
    package let trained: MeanEstimate?

    /// Over tasks that it was not trained on.
    package let heldOut: MeanEstimate?

    init(_ preferences: [Preference]) {
        trained = Self.estimate(preferences.filter(\.isTrained))
        heldOut = Self.estimate(preferences.filter { !$0.isTrained })
    }

    private static func estimate(_ preferences: [Preference]) -> MeanEstimate? {
        preferences.isEmpty ? nil : MeanEstimate(ofDifferences: preferences.map(\.shift))
    }
}
