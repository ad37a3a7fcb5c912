/// A parsed Jinja template.
///
/// Behaves as in transformers: `ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)` with loop
/// controls, `raise_exception`, `strftime_now`, transformers' `tojson` and `{% generation %}` blocks. Templates are
/// data: whatever they contain, rendering ends in text or in an error, within `limits`.
package struct JinjaTemplate: Sendable {
    /// What a template wrote.
    package struct Rendering: Sendable, Hashable {
        package let text: String
        /// The parts of `text` that `{% generation %}` blocks wrote, as ranges of UTF-8 offsets in order; nil when one
        /// stood in a macro or a captured block, so that its place is not known.
        package let generationSpans: [Range<Int>]?
    }

    private let body: [Statement]
    private let limits: TemplateLimits

    package init(_ source: String, limits: TemplateLimits = .standard) throws(TemplateError) {
        body = try Parser.parse(source, limits: limits)
        self.limits = limits
    }

    package func render(
        _ variables: [String: JinjaValue], clock: TemplateClock = .system
    ) throws(TemplateError) -> Rendering {
        let interpreter = try Interpreter(variables: variables, limits: limits, clock: clock)
        let text = try interpreter.render(body)
        return Rendering(text: text, generationSpans: interpreter.generationSpans)
    }
}
