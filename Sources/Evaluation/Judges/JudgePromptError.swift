/// What is wrong with a judge's prompt, and where.
package struct JudgePromptError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String

    /// The line that is at fault, from 1, where there is one.
    package let line: Int?
    package let expected: String
    package let found: String

    package var description: String {
        "\(path)\(line.map { ":\($0)" } ?? ""): expected \(expected), found \(found)"
    }
}
