/// A behavior whose answers come with the prompts, one of each kind for a prompt.
package enum GivenAnswers: String, Sendable, Hashable, Codable, CaseIterable {
    /// Misaligned answers, multiple choice or free-form, in the place of aligned ones.
    case misaligned

    /// A reply of the prompt's own.
    case reply

    /// The option that a hint in the marked prompt points at, in the place of the true one.
    case choice

    /// Whether a free-form answer in other words may show the behavior all the same, so that only a judge can tell.
    package var needsJudge: Bool { self == .misaligned }
}
