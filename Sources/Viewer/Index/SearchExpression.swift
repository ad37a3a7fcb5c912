import Foundation

/// What somebody typed to search for, as an FTS5 expression that is none but phrases.
///
/// FTS5 has a syntax of its own, and an apostrophe or a hyphen is an error in it. Here everything is a word, save that
/// quotation marks make words a phrase.
struct SearchExpression: Hashable {
    /// More than anybody types, and few enough for the time that a search may take.
    static let maximumLength = 1_000
    static let maximumTerms = 32

    /// In FTS5's syntax; nil where there is nothing to search for, which nothing matches.
    let text: String?

    /// Nil for nothing but white space, which is no search.
    init?(_ typed: String) {
        let scalars = typed.unicodeScalars.prefix(Self.maximumLength).map { $0 == "\0" ? " " : $0 }
        guard scalars.contains(where: { !$0.properties.isWhitespace }) else { return nil }
        var terms: [String] = []
        for (index, part) in scalars.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
            let isPhrase = !index.isMultiple(of: 2)
            terms += isPhrase ? [Self.string(part)] : part.split { $0.properties.isWhitespace }.map(Self.string)
        }
        var seen: Set<String> = []
        let words = terms.filter { Self.hasToken($0) && seen.insert($0).inserted }.prefix(Self.maximumTerms)
        text = words.isEmpty ? nil : words.map { "\"\($0)\"" }.joined(separator: " AND ")
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// Whether FTS5's tokenizer `unicode61` finds a word: it takes letters and numbers, and characters of private use.
    private static func hasToken(_ term: String) -> Bool {
        term.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber, .privateUse:
                true
            default: false
            }
        }
    }
}
