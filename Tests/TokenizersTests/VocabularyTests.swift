import Testing

@testable import Tokenizers

struct VocabularyTests {
    @Test func everyTokenIsFoundByItsBytes() {
        var generator = SeededGenerator(state: 61)
        var words: Set<[UInt8]> = []
        while words.count < 2000 { words.insert(generator.bytes(count: Int.random(in: 1...12, using: &generator))) }
        let tokens = words.sorted { $0.lexicographicallyPrecedes($1) }.shuffled(using: &generator)
        var vocabulary = Vocabulary(capacity: tokens.count)
        for token in tokens { #expect(vocabulary.append(token, isIndexed: true) == nil) }
        #expect(vocabulary.count == tokens.count)
        for (id, token) in tokens.enumerated() {
            #expect(vocabulary.id(of: token) == id)
            #expect(Array(vocabulary.bytes(of: id)) == token)
        }
        for _ in 0..<2000 {
            let other = generator.bytes(count: 13)
            #expect(vocabulary.id(of: other) == nil)
        }
        #expect(vocabulary.bytes(of: Array(0..<5)) == Array(tokens[..<5].joined()))
    }

    @Test func aSecondTokenOfTheSameBytesIsReported() {
        var vocabulary = Vocabulary(capacity: 4)
        #expect(vocabulary.append([1, 2], isIndexed: true) == nil)
        #expect(vocabulary.append([1, 2], isIndexed: false) == nil)
        #expect(vocabulary.append([1, 2], isIndexed: true) == 0)
        #expect(vocabulary.id(of: [1, 2]) == 0)
    }

    @Test func tokensThatAreNotIndexedHaveBytesAllTheSame() {
        var vocabulary = Vocabulary(capacity: 3)
        _ = vocabulary.append([], isIndexed: false)
        _ = vocabulary.append([7], isIndexed: false)
        #expect(vocabulary.id(of: [7]) == nil)
        #expect(vocabulary.bytes(of: 0).isEmpty)
        #expect(Array(vocabulary.bytes(of: 1)) == [7])
        #expect(vocabulary.bytes(of: 2).isEmpty && vocabulary.bytes(of: -1).isEmpty)
    }
}
