/// One tokenised example: a whole sequence and how much each of its tokens counts in the loss.
package struct TrainingRow: Sendable, Hashable {
    package let id: String
    package let tokens: [Int]
    /// The weight of each token's loss; 0 for tokens that are not supervised, such as the prompt. As many as `tokens`.
    package let weights: [Float]

    /// - Precondition: there are as many weights as tokens.
    package init(id: String, tokens: [Int], weights: [Float]) {
        precondition(tokens.count == weights.count, "\(tokens.count) tokens with \(weights.count) weights")
        self.id = id
        self.tokens = tokens
        self.weights = weights
    }

    /// The tokens that are supervised; the first token of a sequence has nothing to be predicted from.
    package var supervisedCount: Int { weights.dropFirst().count { $0 > 0 } }
}
