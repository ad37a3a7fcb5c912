/// Finds the words of the expression that Llama 3 and Qwen2 took over from tiktoken's `cl100k_base`,
/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
/// without backtracking: each character is looked at a bounded number of times.
struct TiktokenScanner: WordScanner {
    /// How many number characters one word has at most: 3 for Llama 3, 1 for Qwen2.
    let longestNumber: Int

    @inline(__always)
    func endOfWord(in text: ClassifiedText, from start: Int) -> Int {
        let (first, width) = text.character(at: start)
        if first == .letter { return text.endOfRun(of: .letter, from: start + width) }
        if first == .number { return endOfNumber(in: text, from: start + width) }
        if text.bytes[start] == UInt8(ascii: "'"), let end = endOfContraction(in: text, from: start) { return end }
        if !first.intersects(.newline), start + width < text.end {
            let next = text.character(at: start + width)
            if next.class == .letter { return text.endOfRun(of: .letter, from: start + width + next.width) }
            if next.class == .other, text.bytes[start] == UInt8(ascii: " ") {
                return endOfPunctuation(in: text, from: start + width + next.width)
            }
        }
        if first == .other { return endOfPunctuation(in: text, from: start + width) }
        return endOfLine(in: text, from: start) ?? endOfSpace(in: text, from: start, followedByEnd: [])
    }

    /// The rest of `\p{N}{1,3}`
    @inline(__always)
    private func endOfNumber(in text: ClassifiedText, from start: Int) -> Int {
        var end = start
        for _ in 1..<longestNumber where end < text.end {
            let (found, width) = text.character(at: end)
            if found != .number { break }
            end += width
        }
        return end
    }

    /// The rest of `[^\s\p{L}\p{N}]+[\r\n]*`
    @inline(__always)
    private func endOfPunctuation(in text: ClassifiedText, from start: Int) -> Int {
        text.endOfRun(of: .newline, from: text.endOfRun(of: .other, from: start))
    }

    /// `\s*[\r\n]+`: the end of the last line break in the white space that starts here.
    @inline(__always)
    private func endOfLine(in text: ClassifiedText, from start: Int) -> Int? {
        var index = start
        var lineEnd: Int?
        while index < text.end {
            let (found, width) = text.character(at: index)
            if !found.intersects(.whitespace) { break }
            index += width
            if found.intersects(.newline) { lineEnd = index }
        }
        return lineEnd
    }

    /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)`, where `ſ` (U+017F) is an `s` whose case is ignored.
    @inline(__always)
    private func endOfContraction(in text: ClassifiedText, from start: Int) -> Int? {
        guard start + 1 < text.end else { return nil }
        let second = text.bytes[start + 1] | 0x20
        switch second {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
            let last = second == UInt8(ascii: "l") ? UInt8(ascii: "l") : UInt8(ascii: "e")
            return start + 2 < text.end && text.bytes[start + 2] | 0x20 == last ? start + 3 : nil
        default:
            let isLongS = start + 2 < text.end && text.bytes[start + 1] == 0xC5 && text.bytes[start + 2] == 0xBF
            return isLongS ? start + 3 : nil
        }
    }
}
