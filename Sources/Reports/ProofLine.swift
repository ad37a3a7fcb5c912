/// A check that a stage did what it claims, as the report states it.
package struct ProofLine: Sendable, Hashable, Codable {
    package enum Status: String, Sendable, Hashable, Codable {
        case passed
        case failed

        /// Failed, and the run was told to go on.
        case overridden
    }

    package var stage: String
    package var name: String

    /// The measured value in words: `1,240 of 1,240 keys`.
    package var measured: String

    /// What was asked of it: `all`.
    package var threshold: String

    package var status: Status

    package init(stage: String, name: String, measured: String, threshold: String, status: Status) {
        self.stage = stage
        self.name = name
        self.measured = measured
        self.threshold = threshold
        self.status = status
    }
}
