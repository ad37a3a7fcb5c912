import Testing

@testable import Tokenizers

/// The generated tables against the Unicode data of the Swift standard library.
struct CharacterClassTests {
    @Test func everyScalarUpToUnicode16HasTheClassOfItsCategory() {
        let table = CharacterClassTable.expressions.classes
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else {
                #expect(table[Int(value)] == .other)
                continue
            }
            let isKnown = (scalar.properties.age?.major ?? .max) <= 16
            let expected: CharacterClass =
                if scalar == "\r" || scalar == "\n" {
                    [.whitespace, .newline]
                } else if scalar.properties.isWhitespace {
                    .whitespace
                } else if !isKnown {
                    .other
                } else {
                    Self.characterClass(of: scalar.properties.generalCategory)
                }
            if table[Int(value)] != expected { Issue.record("U+\(String(value, radix: 16)): \(table[Int(value)])") }
        }
    }

    @Test func digitsAreTheNumbersOfUnicode17() {
        let table = CharacterClassTable.digits.classes
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), (scalar.properties.age?.major ?? .max) <= 17 else { continue }
            let isNumber = Self.characterClass(of: scalar.properties.generalCategory) == .number
            if (table[Int(value)] == .number) != isNumber { Issue.record("U+\(String(value, radix: 16))") }
        }
    }

    private static func characterClass(of category: Unicode.GeneralCategory) -> CharacterClass {
        switch category {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
        case .decimalNumber, .letterNumber, .otherNumber: .number
        default: .other
        }
    }
}
