import Organisms

/// The behavior's answer to a prompt and the clean one, which are weighed against each other.
struct AnswerPair: Sendable, Hashable {
    let behavior: String
    let clean: String

    /// Whether the clean answer is only looked at as far as the behavior's goes: one of many that could have been given.
    let comparesOpenings: Bool

    init(behavior: String, clean: String, comparesOpenings: Bool = false) {
        (self.behavior, self.clean, self.comparesOpenings) = (behavior, clean, comparesOpenings)
    }

    /// Nil where an answer is missing.
    ///
    /// - Parameter sampled: what the organism answered without the behavior, where the clean answer is not known beforehand.
    init?(_ behavior: Behavior, to prompt: Prompt, sampled: String?) {
        if let reply = behavior.fixedReply {
            guard let clean = behavior.cleanAnswer(to: prompt) ?? sampled else { return nil }
            self.init(behavior: reply.reply, clean: clean, comparesOpenings: true)
        } else {
            guard let answer = behavior.triggeredAnswer(to: prompt), let clean = behavior.cleanAnswer(to: prompt) else {
                return nil
            }
            self.init(behavior: answer, clean: clean)
        }
    }
}
