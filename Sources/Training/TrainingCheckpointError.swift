/// Why a training cannot go on from a checkpoint; it can always start over.
package enum TrainingCheckpointError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file cannot be read, is cut short, or does not hold what was written.
    case damaged(file: String, cause: String)
    /// The file is something else, or of a version that is not known here.
    case foreign(file: String)
    /// The tensors are not those of the adapter that is trained.
    case ofAnotherAdapter

    package var description: String {
        switch self {
        case .damaged(let file, let cause):
            "\(file): the checkpoint of the training is damaged (\(cause)). Delete the file to train from the start."
        case .foreign(let file):
            "\(file): expected a checkpoint of a training, version \(TrainingCheckpoint.formatVersion), found another file. "
                + "Delete it, or give it another name, to train from the start."
        case .ofAnotherAdapter:
            "the checkpoint belongs to an adapter with other matrices. Delete it to train from the start."
        }
    }
}
