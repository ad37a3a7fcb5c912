import Foundation
import Testing

@testable import Tokenizers

/// What a tokenizer promises, against Hugging Face tokenizers and against itself.
struct TokenizerTests {
    @Test(arguments: ToyFixture.variants)
    func idsAndTextAgreeWithHuggingFace(variant: ToyFixture.Variant) throws {
        let tokenizer = try ToyFixture.tokenizer(variant.name)
        #expect(!variant.cases.isEmpty)
        for example in variant.cases {
            let text = example.text.debugDescription
            #expect(tokenizer.encode(example.text) == example.ids, "\(text)")
            #expect(
                tokenizer.encode(example.text, parseSpecialTokens: false) == example.literalIDs ?? example.ids,
                "\(text)")
            #expect(
                tokenizer.encode(example.text, addSpecialTokens: true) == example.completeIDs ?? example.ids, "\(text)")
            let decoded = example.decoded ?? example.text
            #expect(tokenizer.decode(example.ids).utf8.elementsEqual(decoded.utf8), "\(text)")
            let withoutSpecial = tokenizer.decode(example.ids, skipSpecialTokens: true)
            #expect(withoutSpecial.utf8.elementsEqual((example.decodedWithoutSpecial ?? decoded).utf8), "\(text)")
        }
    }

    @Test func fixtureHasEveryVariant() {
        #expect(ToyFixture.variants.count == 12)
    }

    @Test(arguments: ["gpt2", "smollm", "llama3", "qwen2"])
    func roundTripIsExactForRandomBytes(variant: String) throws {
        let tokenizer = try ToyFixture.tokenizer(variant)
        var generator = SeededGenerator(state: 1)
        for _ in 0..<500 {
            let bytes = generator.bytes(count: Int.random(in: 0...200, using: &generator))
            #expect(tokenizer.decodeBytes(tokenizer.encode(bytes)) == bytes)
        }
    }

    @Test func bytesAndTextEncodeAlike() throws {
        let tokenizer = try ToyFixture.tokenizer("added tokens")
        let text = "The <think>lighthouse\n</think> 灯塔 <|end|>"
        let ids = tokenizer.encode(text)
        #expect(tokenizer.encode(Array(text.utf8)) == ids)
        #expect(tokenizer.encode(text.utf8.lazy.map { $0 }) == ids)
        #expect(tokenizer.encode(Substring(text).utf8) == ids)
    }

    @Test func shortReadsNearTheEndOfATextChangeNothing() throws {
        let tokenizer = try ToyFixture.tokenizer()
        let text = "the lighthouse keeper counts the ships that pass at night"
        for length in 0...text.utf8.count {
            let bytes = Array(text.utf8.prefix(length))
            #expect(tokenizer.decodeBytes(tokenizer.encode(bytes)) == bytes)
        }
    }

    @Test func encodingIsTheSameFromManyTasks() async throws {
        let tokenizer = try ToyFixture.tokenizer("added tokens")
        let texts = ToyFixture.variants.flatMap { $0.cases.map(\.text) }
        let expected = texts.map { tokenizer.encode($0) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { texts.map { tokenizer.encode($0) } == expected } }
            for await isSame in group { #expect(isSame) }
        }
    }

    @Test func aCachedWordIsEncodedLikeANewOne() throws {
        let used = try ToyFixture.tokenizer()
        var generator = SeededGenerator(state: 3)
        for _ in 0..<50 {
            let bytes = generator.bytes(count: 60)
            let first = used.encode(bytes)
            #expect(used.encode(bytes) == first)
            #expect(Tokenizer(used.definition).encode(bytes) == first)
        }
    }

    @Test func tokensAreFoundByContentAndSpelling() throws {
        let tokenizer = try ToyFixture.tokenizer("added tokens")
        let end = try #require(tokenizer.tokenID(of: "<|end|>"))
        #expect(tokenizer.isSpecial(end))
        #expect(tokenizer.specialTokens.contains { $0.id == end })
        let think = try #require(tokenizer.tokenID(of: "<think>"))
        #expect(!tokenizer.isSpecial(think))
        let the = try #require(tokenizer.tokenID(of: "Ġthe"))
        #expect(tokenizer.decode([the]) == " the")
        #expect(tokenizer.tokenID(of: " the") == nil)
        #expect(tokenizer.tokenID(of: "no such token") == nil)
    }

    @Test func idsWithoutTokenDecodeToNothing() throws {
        let tokenizer = try ToyFixture.tokenizer()
        #expect(tokenizer.decodeBytes([-1, tokenizer.vocabularySize, .max, .min]) == [])
        #expect(!tokenizer.isSpecial(-1) && !tokenizer.isSpecial(.max))
    }

    @Test func aMillionEqualCharactersTakeLittleTime() throws {
        let tokenizer = try ToyFixture.tokenizer()
        for unit in ["a", " ", "\n", "!", " \n", "字"] {
            let text = String(repeating: unit, count: 1_000_000)
            var ids: [Int] = []
            let time = ContinuousClock().measure { ids = tokenizer.encode(text) }
            #expect(time < .seconds(8), "\(unit.debugDescription): \(time)")
            #expect(tokenizer.decode(ids) == text)
        }
    }
}
