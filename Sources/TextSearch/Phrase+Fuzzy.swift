extension Phrase {
    /// The first run of words that agree with the phrase's words, each with its own, as ``Matching/fuzzy`` says.
    func fuzzyRange(in text: Substring) -> Range<String.Index>? {
        let wanted = self.text.split { !$0.isWordCharacter }.map(FuzzyWord.init)
        guard !wanted.isEmpty else { return nil }
        let words = text.split { !$0.isWordCharacter }
        for first in words.indices.dropLast(wanted.count - 1) {
            let last = first + wanted.count - 1
            if zip(wanted, words[first...last]).allSatisfy({ $0.agrees(with: $1) }) {
                return words[first].startIndex..<words[last].endIndex
            }
        }
        return nil
    }
}

/// A word that is also found misspelled.
private struct FuzzyWord {
    private let letters: [Character]

    /// How many edits may lie between the word and one that stands for it.
    private let bound: Int

    init(_ word: Substring) {
        letters = Array(word.lowercased())
        // A number with another digit is another number.
        bound = !letters.allSatisfy(\.isLetter) || letters.count < 5 ? 0 : letters.count < 9 ? 1 : 2
    }

    func agrees(with word: Substring) -> Bool {
        // Most words of a text begin with another letter, which takes no array to see.
        guard word.first?.lowercased().first == letters.first else { return false }
        let other = Array(word.lowercased())
        if other == letters { return true }
        guard bound > 0, other.count >= 4, other.allSatisfy(\.isLetter) else { return false }
        return EditDistance.between(letters, other, atMost: bound) != nil
    }
}
