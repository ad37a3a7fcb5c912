/// How much of a run's files the index holds.
package struct IndexProgress: Sendable, Hashable {
    /// A line that holds nothing that can be shown.
    package struct Damage: Sendable, Hashable, CustomStringConvertible {
        /// Within the run's folder.
        package let file: String
        /// From 1.
        package let line: Int
        package let cause: String

        package var description: String { "\(file):\(line): \(cause)" }
    }

    package var bytesRead = 0
    /// Of the files as they are now.
    package var bytesToRead = 0

    /// How many lines are damaged.
    package var damagedLines = 0
    /// The first few of them in each file.
    package var damage: [Damage] = []

    /// Whether nothing is left to read. A record that is being written to a ledger does not count.
    package var isComplete = true
    package var fraction: Double { bytesToRead == 0 ? 1 : Double(bytesRead) / Double(bytesToRead) }
}
