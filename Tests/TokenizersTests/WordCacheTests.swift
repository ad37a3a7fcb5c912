import Testing

@testable import Tokenizers

struct WordCacheTests {
    @Test func keysDifferInBytesAndLength() {
        let cache = WordCache(bitCount: 4)
        let bytes = [UInt8](repeating: 0, count: 64)
        var keys: Set<SIMD4<UInt64>> = []
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for count in 0...WordCache.longestWord { keys.insert(cache.key(base, count: count, available: 64)) }
        }
        #expect(keys.count == WordCache.longestWord + 1)
    }

    @Test func keysDoNotDependOnWhatFollows() {
        let cache = WordCache(bitCount: 4)
        var generator = SeededGenerator(state: 71)
        for _ in 0..<500 {
            let count = Int.random(in: 1...WordCache.longestWord, using: &generator)
            let bytes = generator.bytes(count: 40)
            let others = bytes[..<count] + generator.bytes(count: 40)
            #expect(key(bytes, count, available: 40, cache) == key(Array(others), count, available: 80, cache))
            #expect(
                key(bytes, count, available: 40, cache) == key(Array(bytes[..<count]), count, available: count, cache))
        }
    }

    @Test func anEntryHoldsWhatWasPutThere() {
        let cache = WordCache(bitCount: 4)
        let key = key(Array("ship".utf8), 4, available: 4, cache)
        let entry = cache.entry(for: key)
        #expect(entry.pointee.word != key)
        entry.pointee = WordCache.Entry(word: key, tokens: SIMD8(5, 6, 0, 0, 0, 0, 0, 2))
        #expect(cache.entry(for: key).pointee.word == key)
        var output = TokenBuffer()
        output.append(cache.entry(for: key).pointee.tokens)
        #expect(output.tokens == [5, 6])
    }

    private func key(_ bytes: [UInt8], _ count: Int, available: Int, _ cache: borrowing WordCache) -> SIMD4<UInt64> {
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return .zero }
            return cache.key(base, count: count, available: available)
        }
    }
}
