/// Finds the words of GPT-2's expression
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
/// without backtracking: each character is looked at a bounded number of times.
struct GPT2Scanner: WordScanner {
    /// Whether numbers were cut out before, each character on its own: what lies between them is then scanned as if
    /// it stood alone.
    let isolatesNumbers: Bool

    @inline(__always)
    func endOfWord(in text: ClassifiedText, from start: Int) -> Int {
        let (first, width) = text.character(at: start)
        if isolatesNumbers, first == .number { return start + width }
        if text.bytes[start] == UInt8(ascii: "'"), let end = endOfContraction(in: text, from: start) { return end }
        if first.intersects([.letter, .number, .other]) { return text.endOfRun(of: first, from: start + width) }
        if text.bytes[start] == UInt8(ascii: " "), start + 1 < text.end {
            let next = text.character(at: start + 1)
            let joins: CharacterClass = isolatesNumbers ? [.letter, .other] : [.letter, .number, .other]
            if next.class.intersects(joins) { return text.endOfRun(of: next.class, from: start + 1 + next.width) }
        }
        return endOfSpace(in: text, from: start, followedByEnd: isolatesNumbers ? .number : [])
    }

    /// `'s|'t|'re|'ve|'m|'ll|'d`
    @inline(__always)
    private func endOfContraction(in text: ClassifiedText, from start: Int) -> Int? {
        guard start + 1 < text.end else { return nil }
        let second = text.bytes[start + 1]
        switch second {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
            let last = second == UInt8(ascii: "l") ? UInt8(ascii: "l") : UInt8(ascii: "e")
            return start + 2 < text.end && text.bytes[start + 2] == last ? start + 3 : nil
        default: return nil
        }
    }
}
