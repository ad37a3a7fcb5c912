import Testing

@testable import Tokenizers

struct AddedTokenTests {
    @Test func theTrieFindsTheLeftmostThenTheLongest() {
        var generator = SeededGenerator(state: 31)
        for _ in 0..<500 {
            let contents = Set((0..<6).map { _ in letters(1...5, &generator) }).sorted {
                $0.lexicographicallyPrecedes($1)
            }
            .shuffled(using: &generator)
            let text = letters(0...30, &generator)
            let trie = AddedTokenTrie(contents)
            for start in 0...text.count {
                let found = text.withUnsafeBufferPointer { trie.firstMatch(in: $0, from: start) }
                let expected = firstMatch(of: contents, in: text, from: start)
                #expect(found?.token == expected?.token && found?.range == expected?.range)
            }
        }
    }

    @Test func anEmptyTrieFindsNothing() {
        let trie = AddedTokenTrie([])
        #expect(trie.isEmpty)
        #expect(Array("text".utf8).withUnsafeBufferPointer { trie.firstMatch(in: $0, from: 0) } == nil)
    }

    @Test func ofEqualContentsTheFirstCounts() {
        let trie = AddedTokenTrie([[0x62], [0x61], [0x61]])
        #expect([UInt8]("xa".utf8).withUnsafeBufferPointer { trie.firstMatch(in: $0, from: 0) }?.token == 1)
    }

    @Test func piecesCoverTheTextInOrder() {
        let tokens = [
            AddedToken(id: 0, content: "<a>", isSpecial: true), AddedToken(id: 1, content: "<b>", isSpecial: false),
        ]
        let splitter = AddedTokenSplitter(tokens, normalizer: nil)
        func pieces(_ text: String, parsesSpecial: Bool) -> [AddedTokenSplitter.Piece] {
            var pieces: [AddedTokenSplitter.Piece] = []
            Array(text.utf8).withUnsafeBufferPointer {
                splitter.forEachPiece(of: $0, parsesSpecial: parsesSpecial) { pieces.append($0) }
            }
            return pieces
        }
        #expect(pieces("x<a><b>y", parsesSpecial: true) == [.text(0..<1), .token(0), .token(1), .text(7..<8)])
        #expect(pieces("x<a><b>y", parsesSpecial: false) == [.text(0..<4), .token(1), .text(7..<8)])
        #expect(pieces("", parsesSpecial: true) == [])
    }

    private func letters(_ count: ClosedRange<Int>, _ generator: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: count, using: &generator)).map { _ in UInt8.random(in: 0x61...0x62, using: &generator) }
    }

    private func firstMatch(of contents: [[UInt8]], in text: [UInt8], from start: Int) -> (
        token: Int, range: Range<Int>
    )? {
        for index in start..<max(start, text.count) {
            let matches = contents.indices.filter { text[index...].starts(with: contents[$0]) }
            if let longest = matches.max(by: { contents[$0].count < contents[$1].count }) {
                return (longest, index..<(index + contents[longest].count))
            }
        }
        return nil
    }
}
