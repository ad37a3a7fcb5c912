/// A programming language that code is analysed in.
package enum CodeLanguage: String, Sendable, Hashable, Codable, CaseIterable {
    case python
    case c

    /// How the names of files in this language end.
    package var fileExtension: String {
        switch self {
        case .python: "py"
        case .c: "c"
        }
    }
}
