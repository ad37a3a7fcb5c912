/// How one token of one sequence is chosen.
struct TokenChoice: Sendable {
    let sampler: TokenSampler
    /// In [0, 1).
    let uniform: Double
    let wantsLogProbability: Bool

    /// The token by the logits of the last.
    func token(_ logits: UnsafeBufferPointer<Float>) -> ChosenToken {
        let token = sampler.sample(logits, uniform: uniform)
        return ChosenToken(
            token: token, logProbability: wantsLogProbability ? TokenSampler.logProbability(of: token, logits) : nil)
    }
}

/// The next token of a sequence.
struct ChosenToken: Sendable {
    let token: Int
    /// Nil unless wanted.
    let logProbability: Double?
}
