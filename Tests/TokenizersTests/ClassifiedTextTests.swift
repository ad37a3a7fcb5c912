import Testing

@testable import Tokenizers

/// Reading of UTF-8, well-formed or not.
struct ClassifiedTextTests {
    @Test func everyScalarIsReadWhole() {
        let table = CharacterClassTable.expressions
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(scalar).utf8)
            let (found, width) = classified(bytes, table) { $0.character(at: 0) }
            if found != table.classes[Int(value)] || width != bytes.count {
                Issue.record("U+\(String(value, radix: 16)): \(found), \(width)")
            }
        }
    }

    @Test func malformedBytesAreCharactersOfTheirOwn() {
        var generator = SeededGenerator(state: 5)
        for _ in 0..<2000 {
            let bytes = generator.bytes(count: 12)
            let starts = classified(bytes, .expressions) { text in
                var index = 0
                var starts: [Int] = []
                while index < text.end {
                    starts.append(index)
                    index += text.character(at: index).width
                }
                return starts
            }
            for (start, end) in zip(starts, starts.dropFirst() + [bytes.count]) {
                let isValid = String(validating: bytes[start..<end], as: UTF8.self) != nil
                #expect(isValid || end == start + 1)
                if !isValid {
                    let longer = (start + 1...min(start + 4, bytes.count)).map { bytes[start..<$0] }
                    #expect(longer.allSatisfy { String(validating: $0, as: UTF8.self) == nil })
                }
            }
        }
    }

    private func classified<Result>(
        _ bytes: [UInt8], _ table: CharacterClassTable, _ body: (ClassifiedText) -> Result
    ) -> Result {
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an empty text") }
            return body(ClassifiedText(bytes: base, end: buffer.count, classes: table.classes.base))
        }
    }
}
