import Testing

@testable import Tokenizers

struct StreamingDetokenizerTests {
    @Test func piecesJoinToTheDecodedText() throws {
        let tokenizer = try ToyFixture.tokenizer("added tokens")
        var generator = SeededGenerator(state: 21)
        for round in 0..<400 {
            let ids = (0..<60).map { _ in Int.random(in: 0..<tokenizer.vocabularySize, using: &generator) }
            for skips in [false, true] {
                var detokenizer = StreamingDetokenizer(tokenizer, skipSpecialTokens: skips)
                let text = ids.map { detokenizer.append($0) }.joined() + detokenizer.flush()
                let whole = tokenizer.decode(ids, skipSpecialTokens: skips)
                #expect(text.utf8.elementsEqual(whole.utf8), "round \(round)")
            }
        }
    }

    @Test func aCharacterComesWithItsLastByte() throws {
        let tokenizer = try ToyFixture.tokenizer()
        var detokenizer = StreamingDetokenizer(tokenizer)
        let pieces = "🙂é字".utf8.map { byte in
            detokenizer.append(tokenizer.definition.vocabulary.id(of: [byte]) ?? -1)
        }
        #expect(pieces == ["", "", "", "🙂", "", "é", "", "", "字"])
        #expect(detokenizer.flush() == "")
    }

    @Test func whatCannotBecomeACharacterIsNotHeldBack() throws {
        let tokenizer = try ToyFixture.tokenizer()
        func pieces(_ bytes: [UInt8]) -> [String] {
            var detokenizer = StreamingDetokenizer(tokenizer)
            return bytes.map { detokenizer.append(tokenizer.definition.vocabulary.id(of: [$0]) ?? -1) }
                + [detokenizer.flush()]
        }
        #expect(pieces([0x80]) == ["\u{FFFD}", ""])
        #expect(pieces([0xFF]) == ["\u{FFFD}", ""])
        #expect(pieces([0xC0, 0xAF]) == ["\u{FFFD}", "\u{FFFD}", ""])
        #expect(pieces([0xED, 0xA0]) == ["", "\u{FFFD}\u{FFFD}", ""])
        #expect(pieces([0xF0, 0x9F, 0x99]) == ["", "", "", "\u{FFFD}"])
        #expect(pieces([0xE5, 0x61]) == ["", "\u{FFFD}a", ""])
    }

    @Test func flushingStartsAnew() throws {
        let tokenizer = try ToyFixture.tokenizer()
        var detokenizer = StreamingDetokenizer(tokenizer)
        _ = detokenizer.append(tokenizer.definition.vocabulary.id(of: [0xE5]) ?? -1)
        #expect(detokenizer.flush() == "\u{FFFD}")
        #expect(detokenizer.append(tokenizer.definition.vocabulary.id(of: [0x61]) ?? -1) == "a")
    }
}
