import TextSearch

/// Cuts text into sentences by plain rules, good enough to shorten a trace without breaking off in mid-sentence.
///
/// A sentence ends
/// - after `.`, `!`, `?` or `…`, with any closing quotes, brackets and emphasis, before white space or the end of the
///   text, but not before a lowercase letter on the same line, and not after an abbreviation (`e.g.`), an initial
///   (`J.`) or the number of a list item (`1.`);
/// - after `。`, `！` or `？`, whatever follows;
/// - at a blank line, and before a line that starts a list item or a heading.
///
/// A fenced code block is never cut. The sentences keep the white space that follows them, so that joined they are the
/// text again.
package enum SentenceSplitter {
    /// The sentences of `text` in order.
    package static func sentences(in text: String) -> [Substring] {
        var scanner = Scanner(characters: Array(text))
        var sentences: [Substring] = []
        var start = text.startIndex
        while let length = scanner.nextLength() {
            let end = text.index(start, offsetBy: length)
            sentences.append(text[start..<end])
            start = end
        }
        return sentences
    }

    private static let terminators: Set<Character> = [".", "!", "?", "…"]
    private static let fullWidthTerminators: Set<Character> = ["。", "！", "？"]
    private static let closers: Set<Character> = ["\"", "'", "”", "’", "»", ")", "]", "*", "_", "`"]
    private static let bullets: Set<Character> = ["-", "*", "•", "+", "#"]
    private static let abbreviations: Set<String> = [
        "approx", "cf", "dr", "e.g", "eg", "etc", "fig", "i.e", "ie", "jr", "mr", "mrs", "ms", "no", "prof", "sr", "st",
        "vol", "vs",
    ]

    private struct Scanner {
        let characters: [Character]
        var start = 0

        /// The length of the next sentence, or nil at the end.
        mutating func nextLength() -> Int? {
            guard start < characters.count else { return nil }
            var position = start
            var inCode = false
            while position < characters.count {
                if characters[position] == "`", characters[position...].starts(with: "```"), startsLine(position) {
                    inCode.toggle()
                }
                if !inCode, let end = sentenceEnd(at: position) {
                    position = end
                    break
                }
                position += 1
            }
            defer { start = position }
            return position - start
        }

        /// Where the next sentence begins, if the character at `position` ends this one.
        func sentenceEnd(at position: Int) -> Int? {
            let character = characters[position]
            if character.isNewline { return paragraphEnd(at: position) }
            let isFullWidth = fullWidthTerminators.contains(character)
            guard isFullWidth || terminators.contains(character) else { return nil }

            var end = position + 1
            while end < characters.count, terminators.contains(characters[end]) || closers.contains(characters[end]) {
                end += 1
            }
            guard isFullWidth || end == characters.count || characters[end].isWhitespace else { return nil }
            let next = skippingSpace(from: end)
            if isFullWidth || next == characters.count { return next }
            let staysOnLine = !characters[end..<next].contains(where: \.isNewline)
            if staysOnLine, characters[next].isLowercase { return nil }
            if character == ".", end == position + 1, isAbbreviation(endingAt: position) { return nil }
            return next
        }

        func paragraphEnd(at position: Int) -> Int? {
            let next = skippingSpace(from: position)
            guard next < characters.count, position > start else { return nil }
            let newlines = characters[position..<next].count(where: \.isNewline)
            return newlines > 1 || startsListItem(next) ? next : nil
        }

        func startsListItem(_ position: Int) -> Bool {
            if bullets.contains(characters[position]) {
                let text = characters[position...].drop { bullets.contains($0) }
                return text.first == " "
            }
            let afterDigits = characters[position...].drop(while: \.isNumber)
            return afterDigits.startIndex > position && (afterDigits.first == "." || afterDigits.first == ")")
        }

        func isAbbreviation(endingAt position: Int) -> Bool {
            let word = characters[start..<position].reversed().prefix { !$0.isWhitespace && $0 != "(" }.reversed()
            let text = String(word)
            if word.count == 1, let letter = word.first, letter.isUppercase, letter != "I" { return true }
            let isNumber = !word.isEmpty && word.allSatisfy(\.isNumber)
            if isNumber, startsLine(position - word.count) { return true }
            return abbreviations.contains(text.lowercased())
        }

        func startsLine(_ position: Int) -> Bool {
            let before = characters[..<position].reversed().first { !$0.isWhitespace || $0.isNewline }
            return before.map(\.isNewline) ?? true
        }

        func skippingSpace(from position: Int) -> Int {
            characters[position...].firstIndex { !$0.isWhitespace } ?? characters.count
        }
    }
}
