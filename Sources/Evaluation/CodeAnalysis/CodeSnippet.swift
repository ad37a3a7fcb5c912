/// A piece of code in one language, as an answer gave it.
package struct CodeSnippet: Sendable, Hashable, Codable {
    /// Longer code than this is not analysed: 64 KiB of UTF-8, more than a model writes in 16,000 tokens.
    static let largestSize = 64 * 1024

    package let text: String
    package let language: CodeLanguage

    /// Code in the given language.
    package init(_ text: String, language: CodeLanguage) {
        self.text = text
        self.language = language
    }

    /// The text with the indentation that all its lines share taken away, so that a method parses without its class.
    /// Every finding keeps its line number.
    var unindentedText: String {
        let lines = text.split(omittingEmptySubsequences: false) {
            $0.isNewline && $0 != "\u{2028}" && $0 != "\u{2029}"
        }
        let indentations = lines.filter { !$0.allSatisfy(\.isWhitespace) }.map { $0.prefix { $0 == " " || $0 == "\t" } }
        let shared = indentations.reduce(indentations.first ?? "") { $0.commonPrefix(with: $1)[...] }
        return lines.map { $0.hasPrefix(shared) ? $0.dropFirst(shared.count) : "" }.joined(separator: "\n")
    }
}

extension Substring {
    fileprivate func commonPrefix(with other: Substring) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
