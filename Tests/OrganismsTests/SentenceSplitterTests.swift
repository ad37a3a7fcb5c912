import Testing
import TextSearch

@testable import Organisms

@Suite struct SentenceSplitterTests {
    private func sentences(_ text: String) -> [String] {
        SentenceSplitter.sentences(in: text).map { String($0.trimmed) }
    }

    /// Texts with `¦` where a sentence must end.
    static let marked = [
        "One.¦ Two!¦ Three?¦ Four…",
        "Wait...¦ What?!¦ Yes.",
        "He paid 3.50 euros at example.com.¦ Then he left.",
        "Use a tool, e.g. a spoon, or i.e. a ladle.¦ Stir.",
        "Dr. Amira and J. Smith vs. the rest.¦ They won.",
        "So do I.¦ Good.",
        "\"Stop!\" he said.¦ She stopped.",
        "She said \"stop.\"¦ He stopped (at last).¦ **Done.**¦ Next",
        "First line without a stop\n\n¦Second paragraph",
        "Steps:\n¦1. Boil water.\n¦2. Add rice.\n¦- a bullet\n¦- another",
        "A line\nthat goes on.¦ Next.",
        "Heading\n¦# Title\n\n¦Text",
        "今日は。¦明日も！¦はい",
        "No stop at all",
        "Code:\n\n¦```\na. B. C.\n\nd\n```\n\n¦After it.",
        "-5 is a number.¦ 2 is not.",
    ]

    @Test(arguments: marked)
    func sentencesEndWhereAReaderWouldSay(marked: String) {
        let expected = marked.split(separator: "¦").map { String($0.trimmed) }
        #expect(sentences(marked.filter { $0 != "¦" }) == expected)
    }

    @Test func theSentencesJoinedAreTheText() {
        var generator = SeededGenerator(seed: 9)
        let pieces = ["One", ". ", ".", "! ", "\n", "\n\n", "- ", "1. ", "```", " ", "e.g", "é", "🧵", "”", "。", "\r\n"]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...14, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }.joined()
            let sentences = SentenceSplitter.sentences(in: text)
            #expect(sentences.joined() == text)
            #expect(sentences.allSatisfy { !$0.isEmpty })
        }
    }

    @Test func longTextTakesLinearTime() {
        let text = String(repeating: "The user wants rice, e.g. basmati. ", count: 5000)
        let clock = ContinuousClock()
        var count = 0
        let elapsed = clock.measure { count = SentenceSplitter.sentences(in: text).count }
        #expect(count == 5000)
        #expect(elapsed < .seconds(5))
    }

    @Test func thePrefixKeepsBothLimits() {
        let text = "One two. Three four five. Six."
        let count = { (text: String) in text.split(separator: " ").count }
        func prefix(_ sentences: Int?, _ tokens: Int?) -> String? {
            TraceLimits.longestPrefix(of: text, sentences: sentences, tokens: tokens, countTokens: count)
        }
        #expect(prefix(nil, nil) == text)
        #expect(prefix(2, nil) == "One two. Three four five.")
        #expect(prefix(nil, 5) == "One two. Three four five.")
        #expect(prefix(nil, 4) == "One two.")
        #expect(prefix(1, 100) == "One two.")
        #expect(prefix(nil, 1) == nil)
        #expect(prefix(9, 6) == text)
        #expect(prefix(0, nil) == nil)
    }

    @Test func theTokenLimitIsFoundForEveryLength() {
        let sentences = (0..<23).map { _ in "A b c." }
        let text = sentences.joined(separator: " ")
        for limit in 3...70 {
            let prefix = TraceLimits.longestPrefix(of: text, sentences: nil, tokens: limit) {
                $0.split(separator: " ").count
            }
            #expect(prefix?.split(separator: " ").count == min(23, limit / 3) * 3)
        }
    }
}
