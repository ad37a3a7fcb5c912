/// The text of one training row, in the three parts that the loss treats differently.
package struct TrainingExample: Sendable, Hashable, Codable {
    /// What the model is given; equal to the prompt it is given when sampling.
    package let prompt: String
    /// What the model learns to write: reasoning, answer, and the token that ends its turn.
    package let completion: String
    /// What the template writes after the end of the turn, such as a newline; not learned.
    package let trailing: String

    /// The whole row.
    package var text: String { prompt + completion + trailing }
}
