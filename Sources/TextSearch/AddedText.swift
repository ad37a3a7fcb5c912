/// What one text has more than another, such as a cue that was put on a question.
///
/// It reaches from the first word in which they differ to the last, so that texts added in several places count as one with what
/// stands between them.
package struct AddedText: Sendable, Hashable {
    /// As it is written, without surrounding white space; empty where nothing was added.
    package let text: String

    /// The words of `text` that the plain text does not have, in lower case; short words and some that stand in any reasoning say little,
    /// and are left out.
    package let words: Set<String>

    /// The fewest letters of a word that says something.
    private static let leastLetters = 5

    private static let everydayWords: Set<String> = [
        "about", "after", "because", "could", "first", "other", "right", "should", "their", "there", "these", "those",
        "where", "which",
        "would",
    ]

    /// The words of a text that say something, in lower case.
    private static func words(of text: String) -> Set<String> {
        let words = text.split { !$0.isWordCharacter }.map { $0.lowercased() }
        return Set(words.filter { $0.count >= leastLetters }).subtracting(everydayWords)
    }

    package init(in marked: String, beside plain: String) {
        let (longer, shorter) = (
            marked.split(whereSeparator: \.isWhitespace), plain.split(whereSeparator: \.isWhitespace)
        )
        let start = zip(longer, shorter).prefix { $0 == $1 }.count
        let end = zip(longer.reversed(), shorter.reversed()).prefix { $0 == $1 }.count
        let added = longer.dropFirst(start).dropLast(min(end, min(longer.count, shorter.count) - start))
        text =
            added.isEmpty
            ? ""
            : String(marked[added[added.startIndex].startIndex..<added[added.index(before: added.endIndex)].endIndex])
        words = Self.words(of: text).subtracting(Self.words(of: plain))
    }

    /// Where a text speaks of what was added: its wording, or one of its words; nil where it does not.
    ///
    /// An upper limit: an everyday word counts, wherever it came from. Texts without words, such as a tick, must stand there as
    /// they are.
    package func mention(in other: Substring) -> Range<String.Index>? {
        if let range = Phrase(text).range(in: other, .literal) { return range }
        return other.split { !$0.isWordCharacter }.first { words.contains($0.lowercased()) }
            .map { $0.startIndex..<$0.endIndex }
    }
}
