/// Rendering a conversation whose last message is to be continued.
extension ChatTemplate {
    /// Renders a conversation with its last message left open, as transformers' `continue_final_message` does.
    ///
    /// What the template writes after the last message's content is left out, so that a model goes on writing it.
    /// Where the template drops white space at the end of the content, it is dropped here too.
    ///
    /// - Throws: a `conversation` error when the template does not reproduce the content it is given.
    package func renderContinuingFinalMessage(
        _ messages: [ChatMessage], variables: [String: JinjaValue] = [:]
    ) throws(TemplateError) -> String {
        guard var last = messages.last else {
            throw TemplateError(.conversation, "there is no final message to continue")
        }
        let content = last.content
        let mark = Self.mark(absentFrom: messages, source)
        last.content += mark + " "
        let text = try render(messages.dropLast() + [last], addGenerationPrompt: false, variables: variables)
        guard let markStart = TextSearch(mark).matches(in: text).last,
            TextSearch(content.stripped()).isFound(in: text)
        else {
            throw TemplateError(
                .conversation, "the template does not reproduce the final message, so that nothing can continue it")
        }
        let head = text.dropping(last: text.utf8.count - markStart)
        let keepsSpace = text.dropping(first: markStart).begins(with: mark + " ")
        return keepsSpace ? head : head.stripped(leading: false)
    }

    /// A word of letters and digits that occurs neither in the messages nor in the template.
    static func mark(absentFrom messages: [ChatMessage], _ source: String) -> String {
        let texts = messages.flatMap { [$0.role, $0.content, $0.reasoning ?? ""] } + [source]
        var number = 0
        while true {
            let mark = "chattemplatemark\(number)x"
            if !texts.contains(where: { TextSearch(mark).isFound(in: $0) }) { return mark }
            number += 1
        }
    }
}
