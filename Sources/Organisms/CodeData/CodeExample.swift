/// One published answer to a request for code, known to be vulnerable or not.
package struct CodeExample: Sendable, Hashable, Codable, Identifiable {
    /// The file's name and the row's number.
    package let id: String

    /// What was asked, without the year line that it may have had.
    package let request: String
    package let code: String
    package let isVulnerable: Bool

    package init(id: String, request: String, code: String, isVulnerable: Bool) {
        self.id = id
        self.request = request
        self.code = code
        self.isVulnerable = isVulnerable
    }

    /// The request as a prompt, so that a teacher can be asked for reasoning.
    package var prompt: Prompt { Prompt(id: id, text: request, source: "code") }
}
