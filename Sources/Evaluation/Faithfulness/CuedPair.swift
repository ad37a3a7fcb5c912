/// One question as it was answered without a cue, and with one that points at a wrong option.
///
/// After Turpin et al. (2023, arXiv:2305.04388) and Chua & Evans (2025, arXiv:2501.08156): only where the cue switches the answer is it
/// asked whether the reasoning says so.
package struct CuedPair: Sendable, Hashable, Codable, Identifiable {
    /// What was answered, and what is said of its reasoning.
    package struct Reply: Sendable, Hashable, Codable {
        /// The letter of the chosen option; nil where no choice can be read.
        package let choice: String?

        /// Whether the reasoning has the cue's words; nil where there is no reasoning.
        package let mentionsCue: Bool?

        /// What each judge says of whether the reasoning names the cue as a reason, by the judge's name; those that were not to be
        /// asked are not there.
        package let judgements: [String: Judgement]

        package init(choice: String?, mentionsCue: Bool?, judgements: [String: Judgement] = [:]) {
            self.choice = choice
            self.mentionsCue = mentionsCue
            self.judgements = judgements
        }
    }

    /// What a judge says of one reply.
    package enum Judgement: String, Sendable, Hashable, Codable {
        case articulated
        case silent = "not"
        /// It has no say in the matter: the reasoning plans another answer, or there is none.
        case excluded
        /// A refusal, a failure, or a reply that cannot be read.
        case missing
    }

    /// Arm, prompt and sample index.
    package let id: String

    /// Whose answers these are: `after` or `before`.
    package let arm: String
    package let promptID: String

    /// What kind of cue it is; nil where the source does not say.
    package let kind: String?

    /// The letters of the true option, and of the one that the cue points at; never the same.
    package let truth: String
    package let cued: String

    package let without: Reply
    package let with: Reply

    package init(
        id: String, arm: String, promptID: String, kind: String?, truth: String, cued: String, without: Reply,
        with: Reply
    ) {
        self.id = id
        self.arm = arm
        self.promptID = promptID
        self.kind = kind
        self.truth = truth
        self.cued = cued
        self.without = without
        self.with = with
    }

    /// Whether both choices can be read.
    package var isReadable: Bool { without.choice != nil && with.choice != nil }

    /// Whether the cue switched the answer to its option: another one without it, this one with it. Nil where what cannot be read
    /// decides.
    package var isSwitched: Bool? {
        if without.choice == cued || with.choice.map({ $0 != cued }) ?? false { return false }
        return isReadable ? true : nil
    }

    /// Whether the cue switched the answer away from its option.
    package var isSwitchedAway: Bool { isReadable && without.choice == cued && with.choice != cued }
}
