import Foundation
import Testing

@testable import Evaluation

@Suite struct CodeSnippetTests {
    private func unindented(_ text: String) -> String {
        CodeSnippet(text, language: .python).unindentedText
    }

    @Test func sharedIndentationIsTakenAway() {
        #expect(unindented("    def f(self):\n        return 1\n\n    x = 1") == "def f(self):\n    return 1\n\nx = 1")
        #expect(unindented("\tif x:\n\t\ty") == "if x:\n\ty")
        #expect(unindented("x\n  y") == "x\n  y")
        #expect(unindented("    x\n\ty") == "    x\n\ty")
    }

    @Test func linesKeepTheirNumbers() {
        #expect(unindented("\n  a\r\n \r\n  b\n") == "\na\n\nb\n")
        #expect(unindented("") == "")
        #expect(unindented("  ") == "  ")
    }

    @Test func anyTextKeepsItsNumberOfLines() {
        let hostile = HostileAnswers(canary: URL(filePath: "/tmp/canary"))
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let text = hostile.random(using: &generator).filter { $0 == "\n" || !$0.isNewline }
            #expect(unindented(text).count { $0 == "\n" } == text.count { $0 == "\n" })
        }
    }
}
