import Experiments

/// Some lines of a file of the run, read and ready to be put into the index.
struct SourceBatch: Sendable {
    /// Of the source that the lines are of.
    let number: Int64
    let generation: Int
    /// Which bytes of the file were read.
    let range: Range<Int>
    /// How many lines of the file end before the end of the batch.
    let line: Int
    let records: Records
    /// Lines that hold nothing that can be shown, from 1.
    let damage: [(line: Int, damage: LineDamage)]
    /// Whether nothing is left to read.
    let isLast: Bool
    /// Of the file up to the end of the batch.
    let fingerprint: Int64

    enum Records: Sendable {
        /// The ids of the prompts, in the order in which they are asked.
        case prompts([String])
        case labels([HumanLabel])
        case samples([PlacedSample])
        case verdicts([VerdictBlock])
    }

    struct PlacedSample: Sendable {
        let sample: SampleLine
        /// The line's bytes in the file.
        let place: Range<Int>
        let line: Int
    }
}
