/// The training rendering, which keeps the reasoning whatever the model's own template does with it.
///
/// Templates of reasoning models drop the reasoning from assistant turns (DeepSeek-R1-Distill) or move it into a block of
/// their own (Qwen3). Here the template renders a mark in place of the assistant's text, and the whole text then takes
/// the mark's place. So everything around it is the model's own template, and the text itself is left as it is.
extension ChatTemplate {
    /// Renders a conversation and the completion that answers it as a training row.
    ///
    /// The prompt is the rendering of `messages` with the generation prompt. The head is what the template writes before
    /// the mark, without the block of empty reasoning that Qwen3's template puts there. The head must begin the prompt,
    /// and the text must begin with what the prompt adds to it: nothing in most templates, `<think>\n` or an empty block
    /// of reasoning in some. The completion is the text without that beginning. Where this does not hold, the row would
    /// not look like what the model sees when sampling, so it is refused.
    ///
    /// The completion ends with the first word that the template writes after the mark, such as `<|im_end|>`.
    ///
    /// - Parameter messages: the conversation up to the assistant turn that is learned.
    package func trainingText(
        messages: [ChatMessage], reasoning: String, answer: String, format: ReasoningFormat = .think,
        variables: [String: JinjaValue] = [:]
    ) throws(TemplateError) -> TrainingExample {
        let text = format.joined(reasoning: reasoning, answer: answer)
        return try trainingText(messages: messages, completion: text, format: format, variables: variables)
    }

    /// As above, for a completion that is already put together, or one without reasoning.
    package func trainingText(
        messages: [ChatMessage], completion text: String, format: ReasoningFormat = .think,
        variables: [String: JinjaValue] = [:]
    ) throws(TemplateError) -> TrainingExample {
        let prompt = try render(messages, addGenerationPrompt: true, variables: variables)
        let mark = Self.mark(absentFrom: messages, source)
        let full = try render(messages + [.assistant(mark)], addGenerationPrompt: false, variables: variables)
        let around = TextSearch(mark).pieces(of: full)
        guard around.count == 2 else {
            throw TemplateError(
                .conversation, "the template writes an assistant's text \(around.count - 1) times instead of once")
        }
        let begun = try textBegun(by: prompt, head: around[0], text, format)
        let (endOfTurn, trailing) = splitEndOfTurn(around[1])
        guard !endOfTurn.isEmpty else {
            throw TemplateError(.conversation, "the template writes nothing that ends an assistant's turn")
        }
        return TrainingExample(
            prompt: prompt, completion: text.dropping(first: begun.utf8.count) + endOfTurn, trailing: trailing)
    }

    /// The part of `text` that the prompt already contains.
    private func textBegun(
        by prompt: String, head: String, _ text: String, _ format: ReasoningFormat
    ) throws(TemplateError) -> String {
        let head = format.removingEmptyReasoning(atEndOf: head)
        guard prompt.begins(with: head) else {
            if head.begins(with: prompt) {
                let added = head.dropping(first: prompt.utf8.count).debugDescription
                throw TemplateError(
                    .conversation, "the template writes \(added) before an assistant's text but not in its prompt")
            }
            throw TemplateError(
                .conversation, "the prompt is not the beginning of the conversation rendered with its answer")
        }
        let begun = prompt.dropping(first: head.utf8.count)
        guard text.begins(with: begun) else {
            throw TemplateError(
                .conversation,
                "the prompt ends with \(begun.debugDescription), with which the completion does not begin")
        }
        return begun
    }

    /// Cuts what follows the assistant's text after its first word.
    private func splitEndOfTurn(_ tail: String) -> (endOfTurn: String, trailing: String) {
        let scalars = tail.unicodeScalars
        let start = scalars.firstIndex { !$0.isPythonWhitespace } ?? scalars.endIndex
        guard start < scalars.endIndex else { return ("", tail) }
        let end = scalars[start...].firstIndex(where: \.isPythonWhitespace) ?? scalars.endIndex
        return (String(scalars[..<end]), String(scalars[end...]))
    }
}
