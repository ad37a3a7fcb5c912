import Foundation
import Testing

@testable import ChatTemplates

@Suite struct TextSearchTests {
    /// What the search must find, looked for at every offset in turn.
    private func naiveMatches(of pattern: [UInt8], in text: [UInt8]) -> [Int] {
        var found: [Int] = []
        var start = 0
        while start + pattern.count <= text.count {
            if text[start..<start + pattern.count].elementsEqual(pattern) {
                found.append(start)
                start += pattern.count
            } else {
                start += 1
            }
        }
        return found
    }

    @Test func findsWhatTheNaiveSearchFinds() {
        var random = SplitMix(state: 3)
        for _ in 0..<3000 {
            func word(_ length: Int) -> String {
                String((0..<length).map { _ in ["a", "b", "é"].randomElement(using: &random) ?? "a" })
            }
            let pattern = word(Int.random(in: 1...5, using: &random))
            let text = word(Int.random(in: 0...30, using: &random))
            let expected = naiveMatches(of: Array(pattern.utf8), in: Array(text.utf8))
            #expect(TextSearch(pattern).matches(in: text) == expected, "\(pattern) in \(text)")
        }
    }

    @Test func piecesJoinToTheText() {
        var random = SplitMix(state: 4)
        for _ in 0..<1000 {
            let text = String((0..<Int.random(in: 0...20, using: &random)).map { _ in "ab,😀".randomElement() ?? "a" })
            for limit in [0, 1, 2, Int.max] {
                let pieces = TextSearch(",").pieces(of: text, limit: limit)
                #expect(pieces.joined(separator: ",") == text)
                #expect(limit == .max || pieces.count <= limit + 1)
            }
        }
    }

    @Test func accentsAreNotNormalized() {
        #expect(!TextSearch("é").isFound(in: "e\u{301}"))
        #expect(TextSearch("e").isFound(in: "e\u{301}"))
        #expect(TextSearch("\r").pieces(of: "a\r\nb") == ["a", "\nb"])
    }

    /// A pattern that almost matches everywhere costs no more than one that does not.
    @Test func timeIsLinear() {
        let text = String(repeating: "a", count: 1_000_000)
        let start = ContinuousClock.now
        #expect(!TextSearch(String(repeating: "a", count: 500_000) + "b").isFound(in: text))
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
