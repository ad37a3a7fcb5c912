/// What the regular expressions of pre-tokenizers ask of a character.
struct CharacterClass: OptionSet {
    let rawValue: UInt8

    /// `\p{L}`
    static let letter = CharacterClass(rawValue: 1)
    /// `\p{N}`
    static let number = CharacterClass(rawValue: 2)
    /// `\s`
    static let whitespace = CharacterClass(rawValue: 4)
    /// `[\r\n]`, besides ``whitespace``
    static let newline = CharacterClass(rawValue: 8)
    /// `[^\s\p{L}\p{N}]`, which a byte that is not part of any character counts as too.
    static let other = CharacterClass(rawValue: 16)

    @inline(__always)
    func intersects(_ classes: CharacterClass) -> Bool { rawValue & classes.rawValue != 0 }
}

/// The class of every Unicode scalar value.
final class CharacterClassTable: Sendable {
    /// One class for each scalar value; the parts of it that no text touches take no memory.
    let classes: FrozenArray<CharacterClass>

    /// The classes that Oniguruma has, the regular expression library of Hugging Face tokenizers.
    static let expressions = CharacterClassTable(numbers: UnicodeRanges.numbers)

    /// The same with the numbers that the `Digits` step of Hugging Face tokenizers isolates: it asks the Rust standard
    /// library, whose Unicode version is newer.
    static let digits = CharacterClassTable(numbers: UnicodeRanges.numbers + UnicodeRanges.laterNumbers)

    private init(numbers: [UInt32]) {
        var classes = [CharacterClass](repeating: .other, count: 0x11_0000)
        func assign(_ value: CharacterClass, to ranges: [UInt32]) {
            for index in stride(from: 0, to: ranges.count, by: 2) {
                for scalar in ranges[index]...ranges[index + 1] { classes[Int(scalar)] = value }
            }
        }
        assign(.letter, to: UnicodeRanges.letters)
        assign(.number, to: numbers)
        assign(.whitespace, to: UnicodeRanges.whitespace)
        for newline in "\r\n".utf8 { classes[Int(newline)] = [.whitespace, .newline] }
        self.classes = FrozenArray(classes)
    }
}
