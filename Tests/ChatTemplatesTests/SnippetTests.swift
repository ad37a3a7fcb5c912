import Foundation
import Testing

@testable import ChatTemplates

/// Small templates, each rendered by Python's Jinja with transformers' settings (`Fixtures/make_snippets.py`).
@Suite struct SnippetTests {
    struct Snippet: Sendable, CustomTestStringConvertible {
        let template: String
        let output: String?
        /// The Python exception, when rendering is an error.
        let error: String?

        var testDescription: String { template }
    }

    private static let fixture = try? Fixtures.json(Fixtures.kept.appending(path: "snippets.json"))
    private static let data = fixture?["data"]?.variables ?? [:]
    static let snippets = (fixture?["snippets"]?.elements ?? []).map {
        Snippet(template: $0["template"]?.text ?? "", output: $0["output"]?.text, error: $0["error"]?.text)
    }

    @Test func fixtureIsComplete() {
        #expect(Self.snippets.count >= 300)
    }

    @Test(arguments: snippets.filter { $0.output != nil })
    func rendersAsPythonDoes(_ snippet: Snippet) throws {
        let rendering = try JinjaTemplate(snippet.template).render(Self.data, clock: fixedClock)
        #expect(rendering.text.unicodeScalars.elementsEqual((snippet.output ?? "").unicodeScalars))
        #expect(rendering.text == snippet.output)
    }

    @Test(arguments: snippets.filter { $0.error != nil })
    func failsWherePythonFails(_ snippet: Snippet) throws {
        let error = #expect(throws: TemplateError.self) {
            try JinjaTemplate(snippet.template).render(Self.data, clock: fixedClock)
        }
        let expected: TemplateError.Kind? =
            switch snippet.error {
            case "UndefinedError": .undefined
            case "SecurityError": .forbidden
            case "TemplateSyntaxError", "SyntaxError": .syntax
            case "TemplateError": .raised
            default: nil
            }
        if let expected { #expect(error?.kind == expected) }
        #expect(error?.position != nil)
    }
}
