import Foundation
import Testing

@testable import Tokenizers

struct NormalizerTests {
    @Test func formCAgreesWithHuggingFace() throws {
        let examples = try JSONDecoder().decode(ToyFixture.self, from: ToyFixture.data).normalizations
        #expect(examples.count == 300)
        for example in examples {
            for (before, after) in [("", ""), ("|", "y"), ("字", "é")] {
                let text = Array((before + example[0] + after).utf8)
                let expected = Array((before + example[1] + after).utf8)
                #expect(normalized(text) == expected, "\(example[0].debugDescription)")
            }
        }
    }

    @Test func everyScalarIsNormalizedAsTheStandardLibraryComparesIt() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(scalar)
            let output = normalized(Array(text.utf8))
            // Strings are equal when they are canonically equivalent.
            if String(decoding: output, as: UTF8.self) != text { Issue.record("U+\(String(value, radix: 16))") }
            if normalized(output) != output { Issue.record("U+\(String(value, radix: 16)) is not stable") }
        }
    }

    @Test func textInFormCIsNotCopied() {
        for text in ["", "plain", "café 灯塔 Привет שלום مرحبا 한국어 🚢"] {
            #expect(Array(text.utf8).withUnsafeBufferPointer(Normalizer.nfc.normalized) == nil)
        }
    }

    @Test func malformedBytesStay() {
        let accent = Array("e\u{301}".utf8)
        #expect(normalized([0xFF] + accent + [0x80]) == [0xFF] + Array("é".utf8) + [0x80])
        #expect(normalized([0xC3] + Array("\u{301}".utf8)) == [0xC3] + Array("\u{301}".utf8))
    }

    private func normalized(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBufferPointer(Normalizer.nfc.normalized) ?? bytes
    }
}
