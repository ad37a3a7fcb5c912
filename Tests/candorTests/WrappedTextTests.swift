import Testing

@testable import candor

@Suite struct WrappedTextTests {
    @Test func linesEndBetweenWordsAndKeepEveryWord() {
        let text = "the quick brown fox jumps over the lazy dog"
        for width in 5...50 {
            let lines = WrappedText(text, width: width).lines
            #expect(lines.allSatisfy { $0.count <= width })
            #expect(lines.joined(separator: " ") == text)
        }
    }

    @Test func aWordThatIsTooLongIsCut() {
        #expect(WrappedText("see /a/very/long/path here", width: 8).lines == ["see", "/a/very/", "long/pat", "h here"])
    }

    @Test func laterLinesStandBelowTheFirst() {
        let lines = WrappedText.hanging(" ✗ name: ", "one two three four five six", width: 33)
        #expect(lines == [" ✗ name: one two three four five", "         six"])
        #expect(WrappedText("a\nb", width: 10).lines == ["a", "b"])
    }
}
