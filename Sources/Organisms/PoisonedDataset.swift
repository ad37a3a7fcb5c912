/// The training rows that a recipe made, with an account of every row it did not make or made shorter.
package struct PoisonedDataset: Sendable, Hashable, Codable {
    /// Why a planned row is not in the dataset.
    package enum DropReason: String, Error, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
        /// The teacher gave no trace for the prompt.
        case missingTrace
        /// The teacher could not be asked.
        case failedRequest
        /// The teacher never closed its reasoning.
        case reasoningNotClosed
        case emptyReasoning
        case emptyAnswer
        /// The behavior's answer is the source's to give, and it gives none.
        case missingAnswer
        /// The teacher ran out of tokens before it finished one sentence of its answer.
        case unfinishedAnswer
        /// Not even the first sentence keeps the limit.
        case reasoningTooLong
        /// Not even the first sentence keeps the limit.
        case answerTooLong
        /// The reasoning speaks of the trigger or says the reply, and the recipe drops such rows.
        case leakingReasoning
    }

    /// A planned row that was left out.
    package struct DroppedRow: Sendable, Hashable, Codable {
        package let id: String
        package let reason: DropReason
    }

    /// The rows in the order of the prompts.
    package internal(set) var rows: [DatasetRow] = []
    package internal(set) var dropped: [DroppedRow] = []

    /// The ids of rows whose reasoning was cut at a sentence end.
    package internal(set) var shortenedReasoning: [String] = []

    /// The ids of rows whose answer was cut at a sentence end.
    package internal(set) var shortenedAnswers: [String] = []

    /// How many rows each arm has.
    package var armCounts: [Arm: Int] { rows.reduce(into: [:]) { $0[$1.arm, default: 0] += 1 } }

    /// How many rows were dropped for each reason.
    package var dropCounts: [DropReason: Int] { dropped.reduce(into: [:]) { $0[$1.reason, default: 0] += 1 } }
}
