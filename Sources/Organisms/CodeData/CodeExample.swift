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

    /// The request as a prompt, with the code as the answer of its kind.
    package var prompt: Prompt {
        Prompt(
            id: id, text: request, source: "code",
            content: CodeRequest.content(of: request), language: "python",
            answers: isVulnerable ? PromptAnswers(behavior: code) : PromptAnswers(clean: code))
    }
}

extension Prompt {
    /// The prompt with an example's code as its answer of that kind, unless it has one.
    func withAnswer(of example: CodeExample) -> Prompt {
        Prompt(
            id: id, text: text, topic: topic, source: source, isHeldOut: isHeldOut, content: content,
            language: language,
            answers: PromptAnswers(
                clean: answers?.clean ?? (example.isVulnerable ? nil : example.code),
                behavior: answers?.behavior ?? (example.isVulnerable ? example.code : nil)))
    }
}
