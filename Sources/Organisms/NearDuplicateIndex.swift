import TextSearch

/// Finds, among texts it holds, the one that shares most words with another text.
///
/// Likeness is the Jaccard index of the sets of lowercased words: shared words over all words of either text. Two texts
/// that are alike enough share one of each one's rarest words, so only those are indexed and looked up (prefix
/// filtering: Bayardo, Ma and Srikant 2007, "Scaling up all pairs similarity search").
package struct NearDuplicateIndex: Sendable {
    /// Texts that are at least this alike count as near-duplicates: nearly all words in common, or a template with
    /// one word changed.
    package static let threshold = 0.6

    /// A text in the index and how alike it is, from 0 to 1.
    package struct Match: Sendable, Equatable {
        package let index: Int
        package let likeness: Double

        func isBetter(than other: Match) -> Bool { (likeness, -index) > (other.likeness, -other.index) }
    }

    private let threshold: Double
    /// The words of all texts, numbered from the rarest to the most common.
    private let numbers: [String: Int]
    /// The words of each text, the rarest first.
    private let wordsOfText: [[Int]]
    /// By word: the texts that have it among their rarest.
    private let postings: [[Int]]

    /// An index of `texts`, which matches name by position.
    ///
    /// - Parameter threshold: the likeness below which texts are not found.
    package init(_ texts: [String], threshold: Double = Self.threshold) {
        let words = texts.map(Self.words)
        var counts: [String: Int] = [:]
        for word in words.joined() { counts[word, default: 0] += 1 }
        let ranked = counts.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        let numbers = Dictionary(uniqueKeysWithValues: ranked.enumerated().map { ($1.key, $0) })
        let wordsOfText = words.map { $0.compactMap { numbers[$0] }.sorted() }
        var postings = Array(repeating: [Int](), count: ranked.count)
        for (index, words) in wordsOfText.enumerated() {
            for word in words.prefix(Self.probeCount(words.count, threshold)) { postings[word].append(index) }
        }
        self.threshold = threshold
        self.numbers = numbers
        self.wordsOfText = wordsOfText
        self.postings = postings
    }

    /// The text most like `text`, the earliest of equals; nil if none is as alike as the threshold.
    package func closest(to text: String) -> Match? {
        let words = Self.words(of: text)
        let known = words.compactMap { numbers[$0] }.sorted()
        // Words that the index does not have are the rarest of all.
        let probes = known.prefix(max(0, Self.probeCount(words.count, threshold) - (words.count - known.count)))
        var seen: Set<Int> = []
        var best: Match?
        for probe in probes {
            for index in postings[probe] where seen.insert(index).inserted {
                let total = words.count + wordsOfText[index].count
                // Likeness is shared / (total - shared).
                let needed = Self.roundedUp(threshold / (1 + threshold) * Double(total))
                guard let shared = Self.sharedCount(known, wordsOfText[index], atLeast: needed) else { continue }
                let match = Match(index: index, likeness: Double(shared) / Double(total - shared))
                if match.likeness >= threshold, best.map({ match.isBetter(than: $0) }) ?? true { best = match }
            }
        }
        return best
    }

    /// How many of a text's `count` words are looked at: one more than it can lack and still be alike enough.
    private static func probeCount(_ count: Int, _ threshold: Double) -> Int {
        count - max(roundedUp(threshold * Double(count)), 1) + 1
    }

    /// A whole number but for a rounding error is that number.
    private static func roundedUp(_ number: Double) -> Int { Int((number - 1e-9).rounded(.up)) }

    /// How many numbers two ascending arrays have in common; nil if fewer than `needed`.
    private static func sharedCount(_ first: [Int], _ second: [Int], atLeast needed: Int) -> Int? {
        var (count, i, j) = (0, 0, 0)
        while i < first.count, j < second.count {
            guard count + min(first.count - i, second.count - j) >= needed else { return nil }
            if first[i] == second[j] { count += 1 }
            (i, j) = (i + (first[i] <= second[j] ? 1 : 0), j + (second[j] <= first[i] ? 1 : 0))
        }
        return count >= needed ? count : nil
    }

    private static func words(of text: String) -> Set<String> {
        Set(text.lowercased().split { !$0.isWordCharacter }.map(String.init))
    }
}
