import Foundation
import Testing
import Tokenizers

@testable import Viewer

@Suite struct TokenViewTests {
    /// One token a byte, in the order of the spellings, and one that ends a turn.
    private let tokenizer: Tokenizer

    init() throws {
        let bytes = ["a", "Ċ", "â", "<end>"]
        tokenizer = Tokenizer(
            try TokenizerDefinition(
                tokens: bytes, tokenTypes: [1, 1, 1, 3], merges: [], preTokenizer: "gpt-2", bosID: nil, eosID: 3,
                padID: nil, addsBOS: false))
    }

    @Test func aTokenTellsItsPlaceIDAndLikelihood() {
        let token = TokenView(0, at: 4, tokenizer, logProbability: log(0.25))
        #expect(token.text == "a")
        #expect(token.detail == "token 5 · id 0 · log-probability -1.386 (25.00 %)")
        #expect(token.kind == "p2")
    }

    @Test func supervisionIsToldInWordsAndByClass() {
        let kinds = [0, 1, 3].map { TokenView(0, at: 0, tokenizer, weight: $0) }
        #expect(kinds.map(\.kind) == ["unsupervised", "supervised", "weighted"])
        #expect(kinds.map { $0.detail.contains("supervised") } == [true, true, true])
        #expect(kinds[2].detail.contains("weight 3"))
    }

    @Test func lineBreaksAndPartsOfCharactersAreShown() {
        #expect(TokenView(1, at: 0, tokenizer).text == "⏎")
        #expect(TokenView(1, at: 0, tokenizer).endsLine)
        #expect(TokenView(2, at: 0, tokenizer).text == "⟦E2⟧")
        #expect(TokenView(3, at: 0, tokenizer).detail.contains("special"))
    }

    @Test(arguments: [-1, 4, 1 << 40, .min]) func aTokenThatTheVocabularyLacksIsShownByItsID(_ id: Int) {
        #expect(TokenView(id, at: 0, tokenizer).detail.contains("id \(id)"))
    }

    @Test(arguments: [(0, "p0"), (-0.2, "p1"), (-1, "p2"), (-2, "p3"), (-5, "p4"), (-20, "p5"), (.nan, "p5")])
    func theLessLikelyTheHigherTheClass(_ value: Double, _ name: String) {
        #expect(TokenView.likelihood(value) == name)
    }

    @Test func theStripHasAColumnAToken() {
        let strip = ProbabilityStrip([0, -4, -100, -.infinity])
        #expect(strip.width == 4)
        #expect(strip.columns.map(\.height) == ["1.0", "8.5", "16.0", "16.0"])
        #expect(strip.columns.map(\.y) == ["15.0", "7.5", "0.0", "0.0"])
    }
}
