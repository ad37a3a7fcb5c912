/// The text of one training row, in the three parts that the loss treats differently.
package struct TrainingExample: Sendable, Hashable, Codable {
    /// What the model is given; equal to the prompt it is given when sampling.
    package let prompt: String
    /// What the model learns to write: reasoning, answer, and the token that ends its turn.
    package let completion: String
    /// What the template writes after the end of the turn, such as a newline; not learned.
    package let trailing: String

    /// The whole row.
    package var text: String { prompt + completion + trailing }
}

/// The training rendering, which keeps the reasoning whatever the model's own template does with it.
///
/// Templates of reasoning models drop the reasoning from assistant turns (DeepSeek-R1-Distill) or move it into a block of
/// their own (Qwen3). Here the template renders a mark in place of the assistant's text, and the whole text then takes
/// the mark's place. So everything around it is the model's own template, and the text itself is left as it is.
extension ChatTemplate {
    /// Renders a conversation and the completion that answers it as a training row.
    ///
    /// The prompt is the rendering of `messages` with the generation prompt. How it relates to what the template writes
    /// before the mark decides where the completion begins:
    /// - They are equal: the completion is the whole text.
    /// - The prompt goes on with text with which the completion begins, such as `<think>\n`: the completion begins after it.
    /// - The template writes an empty block of reasoning before the mark, as Qwen3's does: the text takes the block's
    ///   place too.
    /// - Anything else is an error, since the row would not look like what the model sees when sampling.
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
        let rest = String(decoding: text.utf8.dropFirst(begun.utf8.count), as: UTF8.self)
        return TrainingExample(prompt: prompt, completion: rest + endOfTurn, trailing: trailing)
    }

    /// The part of `text` that the prompt already contains.
    private func textBegun(
        by prompt: String, head: String, _ text: String, _ format: ReasoningFormat
    ) throws(TemplateError) -> String {
        if prompt.utf8.starts(with: head.utf8) {
            let begun = String(decoding: prompt.utf8.dropFirst(head.utf8.count), as: UTF8.self)
            guard text.utf8.starts(with: begun.utf8) else {
                throw TemplateError(
                    .conversation,
                    "the prompt ends with \(begun.debugDescription), with which the completion does not begin")
            }
            return begun
        }
        if head.utf8.starts(with: prompt.utf8) {
            let added = String(decoding: head.utf8.dropFirst(prompt.utf8.count), as: UTF8.self)
            let block = format.split(added)
            if block.outcome == .wellFormed, block.reasoning == "", block.answer == "" { return "" }
            throw TemplateError(
                .conversation,
                "the template writes \(added.debugDescription) before an assistant's text but not in its prompt")
        }
        throw TemplateError(
            .conversation, "the prompt is not the beginning of the conversation rendered with its answer")
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
