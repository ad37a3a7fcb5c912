/// A reply with a number within a range, or one of a few words in its place.
package struct NumberReply: Sendable, Hashable {
    package let range: ClosedRange<Double>
    package let words: [JudgeWord]
    package let match: WordReply.Match

    func outcome(of answer: Substring, isTruncated: Bool) -> JudgeOutcome? {
        guard let word = match.word(in: answer, isTruncated: isTruncated).map(JudgeAnswerWord.init) else { return nil }
        if let declared = words.first(where: { JudgeAnswerWord($0.word[...]) == word }) { return declared.outcome }
        guard let number = Self.number(word.text), range.contains(number) else { return nil }
        return .score(number)
    }

    /// A number in decimal digits; neither `1e2` nor `85/100`.
    static func number(_ text: Substring) -> Double? {
        guard text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") || ".-+".utf8.contains($0) })
        else { return nil }
        return Double(text)
    }
}
