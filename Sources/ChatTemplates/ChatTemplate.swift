/// A model's chat template: turns a conversation into the text that the model was trained on.
///
/// Renders what transformers' `apply_chat_template` renders from the same source. The source is untrusted data: see
/// `JinjaTemplate` for what it can do.
package struct ChatTemplate: Sendable {
    /// The template as it stands in the model's files; its digest names the template.
    package let source: String
    package let bosToken: String?
    package let eosToken: String?

    private let template: JinjaTemplate
    private let specialTokens: [String: String]
    private let clock: TemplateClock

    /// Parses a template.
    ///
    /// - Parameters:
    ///   - bosToken: the text of the token that begins a sequence, if the model has one.
    ///   - eosToken: the text of the token that ends a sequence.
    ///   - specialTokens: further variables such as `pad_token`.
    ///   - clock: what `strftime_now` reads; fix it where a rendering must be repeatable.
    package init(
        source: String, bosToken: String?, eosToken: String?, specialTokens: [String: String] = [:],
        limits: TemplateLimits = .standard, clock: TemplateClock = .system
    ) throws(TemplateError) {
        self.source = source
        self.bosToken = bosToken
        self.eosToken = eosToken
        self.specialTokens = specialTokens
        self.clock = clock
        template = try JinjaTemplate(source, limits: limits)
    }

    /// Renders a conversation.
    ///
    /// - Parameters:
    ///   - addGenerationPrompt: whether to end with what precedes an assistant's answer.
    ///   - variables: what the template may read besides, such as `enable_thinking`. Names that the renderer sets
    ///     itself are refused.
    package func render(
        _ messages: [ChatMessage], addGenerationPrompt: Bool, variables: [String: JinjaValue] = [:]
    ) throws(TemplateError) -> String {
        try rendering(messages, addGenerationPrompt: addGenerationPrompt, variables: variables).text
    }

    /// As `render`, with the spans that the template marks as written by the assistant.
    package func rendering(
        _ messages: [ChatMessage], addGenerationPrompt: Bool, variables: [String: JinjaValue] = [:]
    ) throws(TemplateError) -> JinjaTemplate.Rendering {
        // transformers passes `tools` and `documents` always, as none when there are none.
        var all: [String: JinjaValue] = ["tools": .none, "documents": .none]
        all.merge(variables) { $1 }
        var own = specialTokens.mapValues { JinjaValue.string($0) }
        own["bos_token"] = bosToken.map { .string($0) }
        own["eos_token"] = eosToken.map { .string($0) }
        own["messages"] = .list(messages.map(\.value))
        own["add_generation_prompt"] = .bool(addGenerationPrompt)
        let reserved = Set(own.keys).union(GlobalFunction.allCases.map(\.rawValue)).union(["bos_token", "eos_token"])
        if let name = variables.keys.sorted().first(where: reserved.contains) {
            throw TemplateError(.conversation, "the template variable '\(name)' cannot be replaced")
        }
        all.merge(own) { $1 }
        return try template.render(all, clock: clock)
    }
}
