import Evaluation

/// A transcript as a list shows it.
package struct TranscriptEntry: Sendable, Hashable, Identifiable {
    package let id: String
    package let condition: String
    package let promptID: String
    package let sampleIndex: Int
    package let outcome: Outcome

    /// What the scorer `behavior` says; nil as long as it has given no flag.
    package let fired: Bool?

    /// Whether anybody has labelled it.
    package let isLabelled: Bool

    /// The first `promptStartLength` Unicode scalars of the prompt, in one line.
    package let promptStart: String

    package static let promptStartLength = 80
}
