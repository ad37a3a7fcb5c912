/// Decodes tokens as they are generated, never cutting a character in two.
///
/// What it returns, joined, is what ``Tokenizer/decode(_:skipSpecialTokens:)`` makes of all the tokens at once.
package struct StreamingDetokenizer: Sendable {
    private let tokenizer: Tokenizer
    private let skipsSpecialTokens: Bool
    /// The beginning of a character whose end is not there yet: three bytes at most.
    private var incomplete: [UInt8] = []

    package init(_ tokenizer: Tokenizer, skipSpecialTokens: Bool = false) {
        self.tokenizer = tokenizer
        skipsSpecialTokens = skipSpecialTokens
    }

    /// The text that is complete with token `id`; often empty.
    package mutating func append(_ id: Int) -> String {
        if skipsSpecialTokens && tokenizer.isSpecial(id) { return "" }
        let bytes = incomplete + tokenizer.definition.vocabulary.bytes(of: id)
        let complete = bytes.count - Self.lengthOfIncompleteCharacter(in: bytes)
        incomplete = Array(bytes[complete...])
        return String(decoding: bytes[..<complete], as: UTF8.self)
    }

    /// What is left when generation has ended: a character that was never completed becomes U+FFFD.
    package mutating func flush() -> String {
        defer { incomplete = [] }
        return String(decoding: incomplete, as: UTF8.self)
    }

    /// How many bytes at the end could be the beginning of a character.
    private static func lengthOfIncompleteCharacter(in bytes: [UInt8]) -> Int {
        for length in 1...3 where length <= bytes.count {
            let start = bytes[bytes.count - length]
            if UTF8.isContinuation(start) { continue }
            let second = length > 1 ? bytes[bytes.count - length + 1] : nil
            return length < width(ofCharacterThatStarts: start, second) ? length : 0
        }
        return 0
    }

    /// The width of a character by its first and second byte, 0 if no character starts so.
    private static func width(ofCharacterThatStarts first: UInt8, _ second: UInt8?) -> Int {
        let allowed: ClosedRange<UInt8>
        switch first {
        case 0xE0: allowed = 0xA0...0xBF
        case 0xED: allowed = 0x80...0x9F
        case 0xF0: allowed = 0x90...0xBF
        case 0xF4: allowed = 0x80...0x8F
        default: allowed = 0x80...0xBF
        }
        if let second, !allowed.contains(second) { return 0 }
        switch first {
        case 0xC2...0xDF: return 2
        case 0xE0...0xEF: return 3
        case 0xF0...0xF4: return 4
        default: return 0
        }
    }
}
