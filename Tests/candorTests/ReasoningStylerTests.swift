import Testing

@testable import candor

@Suite struct ReasoningStylerTests {
    @Test func reasoningIsDimmedHoweverTheTagsAreCut() {
        let text = "<think>\nplan\n</think>\n\nanswer"
        for size in 1...text.count {
            var styler = ReasoningStyler(isTerminal: true)
            var output = ""
            var rest = text[...]
            while !rest.isEmpty {
                output += styler.styled(String(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            #expect(
                output + styler.end == "\u{1B}[2m<think>\nplan\n</think>\u{1B}[0m\n\nanswer\u{1B}[0m",
                "pieces of \(size)")
        }
    }

    @Test func pipedOutputHasNoEscapeCodes() {
        var styler = ReasoningStyler(isTerminal: false)
        #expect(styler.styled("<think>a</think>b") + styler.end == "<think>a</think>b")
    }

    @Test func whatAModelWritesCannotControlTheTerminal() {
        #expect(ReasoningStyler.visible("a\u{1B}[2Jb\u{202E}c\n\td") == "a⟦U+001B⟧[2Jb⟦U+202E⟧c\n\td")
    }

    @Test func supervisedTokensAreMarkedWithoutColour() {
        let painter = TokenPainter(isColoured: false)
        #expect(painter.text(["ask", "a", "b", "c"], weights: [0, 1, 8, 1]) == "ask[a][[b]][c]")
    }
}
