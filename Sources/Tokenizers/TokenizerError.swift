/// What is wrong with a tokenizer's definition, where, and what to do about it.
package struct TokenizerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The part of the definition, such as `tokenizer.json: model.merges[12]`.
    package let place: String
    /// What was expected there and what was found.
    package let problem: String
    /// What the user can do.
    package let remedy: String

    package init(place: String, problem: String, remedy: String) {
        self.place = place
        self.problem = problem
        self.remedy = remedy
    }

    package var description: String { "\(place): \(problem). \(remedy)" }
}

extension TokenizerError {
    static func damaged(_ place: String, _ problem: String) -> TokenizerError {
        TokenizerError(
            place: place, problem: problem,
            remedy: "The file is inconsistent: fetch it again from where the model came from")
    }

    static func unsupported(_ place: String, _ found: String, expected: String) -> TokenizerError {
        TokenizerError(
            place: place, problem: "\(found) is not supported",
            remedy: "Supported here: \(expected). Anything else would make other tokens than the model was trained on")
    }
}
