import Testing

@testable import ChatTemplates

@Suite struct LexerTests {
    private func kinds(_ source: String) throws -> [Token.Kind] { try Lexer.tokenize(source).map(\.kind) }

    @Test func tokensHavePositions() throws {
        let tokens = try Lexer.tokenize("é\n{{ name\n  | trim }}")
        #expect(tokens.map(\.position.description) == ["1:1", "2:1", "2:4", "3:3", "3:5", "3:10", "3:12"])
    }

    @Test func delimitersInsideBracketsAndStringsAreNotEnds() throws {
        #expect(
            try kinds("{{ {'}}': {}}}}") == [
                .outputBegin, .symbol(.openBrace), .string("}}"), .symbol(.colon), .symbol(.openBrace),
                .symbol(.closeBrace), .symbol(.closeBrace), .outputEnd, .end,
            ])
    }

    @Test func numbersAfterDotsAreIndices() throws {
        #expect(
            try kinds("{{ a.0.1 1.5 }}") == [
                .outputBegin, .name("a"), .symbol(.dot), .integer(0), .symbol(.dot), .integer(1), .float(1.5),
                .outputEnd, .end,
            ])
    }

    @Test(arguments: [
        ("a\n  {% x %}\nb", ["a\n", "b"]),
        ("a\n  {%+ x +%}\nb", ["a\n  ", "\nb"]),
        ("a\n  {%- x -%}\n  b", ["a", "b"]),
        ("a  {% x %}  b", ["a  ", "  b"]),
        ("a\n  {{ x }}\nb", ["a\n  ", "\nb"]),
        ("a\n  {# x #}\nb", ["a\n", "b"]),
        ("{% x %}\n  {% y %}\n", []),
        ("a\r\n{% x %}\r\nb\rc\n", ["a\n", "b\nc"]),
        ("a\u{A0}{%- x %}", ["a"]),
    ])
    func whiteSpaceIsControlled(_ source: String, _ expected: [String]) throws {
        let texts = try kinds(source).compactMap { kind -> String? in
            if case .text(let text) = kind { return text }
            return nil
        }
        #expect(texts == expected)
    }

    @Test(arguments: [
        "{{ 'a", "{{ a", "{% a", "{# a", "{% raw %} a", "{{ ) }}", "{{ (] }}", "{{ ! }}", "{{ '\\ud800' }}",
        "{{ 99999999999999999999 }}", "{{ 0x }}", "{{ 012 }}", "{{ '\\N{DASH}' }}",
    ])
    func brokenSourcesAreSyntaxErrorsWithAPlace(_ source: String) {
        let error = #expect(throws: TemplateError.self) { try Lexer.tokenize(source) }
        #expect(error?.kind == .syntax)
        #expect(error?.position?.line == 1)
    }
}
