import Testing

@testable import Tokenizers

struct TokenBufferTests {
    @Test func itGrowsWithoutLosingAnything() {
        var buffer = TokenBuffer(capacity: 1)
        var expected: [Int] = []
        for number in Int32(0)..<1000 {
            if number % 3 == 0 {
                buffer.append(SIMD8(number, number + 1, number + 2, 0, 0, 0, 0, 3))
                expected += [Int(number), Int(number) + 1, Int(number) + 2]
            } else {
                buffer.append(number)
                expected.append(Int(number))
            }
        }
        #expect(buffer.count == expected.count)
        #expect(buffer.tokens == expected)
        buffer.removeAll()
        #expect(buffer.tokens == [])
    }
}
