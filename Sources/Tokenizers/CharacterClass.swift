/// What the regular expressions of pre-tokenizers ask of a character.
struct CharacterClass: OptionSet {
    let rawValue: UInt8

    /// `\p{L}`
    static let letter = CharacterClass(rawValue: 1)
    /// `\p{N}`
    static let number = CharacterClass(rawValue: 2)
    /// `\s`
    static let whitespace = CharacterClass(rawValue: 4)
    /// `[\r\n]`
    static let newline = CharacterClass(rawValue: 8)
    /// What a character of ``newline`` is: white space too.
    static let lineBreak: CharacterClass = [.whitespace, .newline]
    /// `[^\s\p{L}\p{N}]`, which a byte that is not part of any character counts as too.
    static let other = CharacterClass(rawValue: 16)
    /// Changed, moved or joined to the one before by normalization; see ``CharacterClassTable/normalization``.
    static let normalizing = CharacterClass(rawValue: 32)

    @inline(__always)
    func intersects(_ classes: CharacterClass) -> Bool { rawValue & classes.rawValue != 0 }
}

/// The class of every Unicode scalar value.
final class CharacterClassTable: Sendable {
    let classes: FrozenArray<CharacterClass>

    /// The classes that Oniguruma has, the regular expression library of Hugging Face tokenizers.
    static let expressions = CharacterClassTable([
        (.letter, UnicodeRanges.letters), (.number, UnicodeRanges.numbers), (.whitespace, UnicodeRanges.whitespace),
        (.lineBreak, UnicodeRanges.lineBreaks),
    ])

    /// The same with the numbers that the `Digits` step of Hugging Face tokenizers isolates: it asks the Rust standard
    /// library, whose Unicode version is newer.
    static let digits = CharacterClassTable([
        (.letter, UnicodeRanges.letters), (.number, UnicodeRanges.numbers), (.number, UnicodeRanges.laterNumbers),
        (.whitespace, UnicodeRanges.whitespace), (.lineBreak, UnicodeRanges.lineBreaks),
    ])

    /// The characters that normalization form C does something to, or may, depending on those before; all others stay
    /// as they are and keep apart what is on either side of them.
    static let normalization = CharacterClassTable([(.normalizing, UnicodeRanges.normalizing)])

    /// - Parameter assignments: Ranges of characters, as pairs of first and last, whose class is not ``CharacterClass/other``.
    private init(_ assignments: [(value: CharacterClass, ranges: [UInt32])]) {
        var classes = [CharacterClass](repeating: .other, count: 0x11_0000)
        for (value, ranges) in assignments {
            for index in stride(from: 0, to: ranges.count, by: 2) {
                for scalar in ranges[index]...ranges[index + 1] { classes[Int(scalar)] = value }
            }
        }
        self.classes = FrozenArray(classes)
    }
}
