/// Why a model or an adapter cannot be used, and what to do about it.
package struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or folder concerned.
    package let file: String
    package let problem: String
    package let remedy: String

    package init(file: String, problem: String, remedy: String) {
        self.file = file
        self.problem = problem
        self.remedy = remedy
    }

    package var description: String { "\(file): \(problem). \(remedy)" }

    static func configuration(file: String, _ problem: String) -> ModelError {
        ModelError(file: file, problem: problem, remedy: "Check that the file belongs to the model and is complete.")
    }
}
