import TextSearch

/// Finds, among texts it holds, the one that shares most words with another text.
///
/// Likeness is the Jaccard index of the sets of lowercased words: shared words over all words of either text. An
/// inverted index makes a query cost the postings of its words instead of a comparison with every text.
package struct NearDuplicateIndex: Sendable {
    /// Texts that are at least this alike count as near-duplicates: nearly all words in common, or a template with
    /// one word changed.
    package static let threshold = 0.6

    /// A text in the index and how alike it is, from 0 to 1.
    package struct Match: Sendable, Equatable {
        package let index: Int
        package let likeness: Double
    }

    private var postings: [String: [Int]] = [:]
    private var wordCounts: [Int] = []

    /// An index of `texts`, which matches name by position.
    package init(_ texts: [String] = []) {
        for text in texts { insert(text) }
    }

    /// Adds a text at the next position.
    package mutating func insert(_ text: String) {
        let words = Self.words(of: text)
        for word in words { postings[word, default: []].append(wordCounts.count) }
        wordCounts.append(words.count)
    }

    /// The text most like `text`, the earliest of equals; nil if none shares a word with it.
    package func closest(to text: String) -> Match? {
        let words = Self.words(of: text)
        var shared: [Int: Int] = [:]
        for word in words {
            for index in postings[word] ?? [] { shared[index, default: 0] += 1 }
        }
        return shared.map { index, count in
            Match(index: index, likeness: Double(count) / Double(words.count + wordCounts[index] - count))
        }.max { ($0.likeness, $1.index) < ($1.likeness, $0.index) }
    }

    private static func words(of text: String) -> Set<String> {
        Set(text.lowercased().split { !$0.isWordCharacter }.map(String.init))
    }
}
