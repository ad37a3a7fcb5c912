import Foundation
import Testing
import TextSearch

@Suite struct NormalisedTextTests {
    struct Fact: Decodable {
        let text: String
        let normalised: String
    }

    @Test func textsAreWhatPythonMakesOfThem() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/normalised_texts.json")
        let facts = try JSONDecoder().decode([Fact].self, from: Data(contentsOf: file))
        #expect(facts.count > 400)
        for fact in facts {
            #expect(NormalisedText(fact.text).text == fact.normalised, "\(fact.text.debugDescription)")
        }
    }

    @Test(arguments: [
        ("How are you?", "  how ARE\nyou"), ("don’t", "don't"), ("“Hello”, he said.", "\"hello\", he said"),
        ("café", "CAFE\u{301}"), ("ﬁve\u{A0}kilos", "five kilos"), ("zero\u{200B}width", "zerowidth"),
        ("[draft]", "draft"), ("¿Cómo?", "cómo"), ("a – b", "a - b"),
    ])
    func textsThatAReaderWouldCallTheSameAreEqual(first: String, second: String) {
        #expect(NormalisedText(first) == NormalisedText(second))
    }

    @Test(arguments: [
        ("What is C?", "What is C#?"), ("C++", "C"), ("ab", "a b"), ("résumé", "resume"), ("5 + 3", "5 - 3"),
        ("???", "!!!"), ("100%", "100"), ("f(x) = 1", "fx = 1"),
    ])
    func textsThatAskSomethingElseDiffer(first: String, second: String) {
        #expect(NormalisedText(first) != NormalisedText(second))
    }

    @Test func normalisingTwiceIsNormalisingOnce() {
        for text in ["  (“Ａ—b…”) ", "???", "", " ", "e\u{301}\u{AD}"] {
            let once = NormalisedText(text).text
            #expect(NormalisedText(once).text == once)
        }
    }
}
