import Testing

@testable import Reports

@Suite struct MarkdownTests {
    @Test func markupInTextIsEscaped() {
        #expect(Markdown.escaped("a*b_c|<i>\n[x](y)") == #"a\*b\_c\|\<i\> \[x\](y)"#)
    }

    @Test func codeIsFencedByMoreBackticksThanItHas() {
        #expect(Markdown.code("a") == "`a`")
        #expect(Markdown.code("a``b`c") == "``` a``b`c ```")
        #expect(Markdown.code("|GO|", inTable: true) == #"`\|GO\|`"#)
        #expect(Markdown.block("x\n```\ny") == "````\nx\n```\ny\n````")
    }

    @Test func aTableHasARuleUnderItsHeader() {
        #expect(Markdown.table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |")
    }
}
