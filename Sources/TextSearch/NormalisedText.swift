import Foundation

/// A text as it counts when two texts are compared: equal for texts that a reader would call the same.
///
/// In this order:
/// 1. Unicode's compatibility composition (NFKC): `ﬁ` is `fi`, `Ａ` is `A`, a no-break space is a space, `…` is `...`;
/// 2. lower case, scalar by scalar; a final sigma is a sigma;
/// 3. characters that are not drawn (Unicode's default ignorable ones: soft hyphens, zero-width spaces, joiners) go;
/// 4. typographic quotation marks and apostrophes become `"` and `'`, dashes and the minus sign `-`;
/// 5. every run of white space becomes one space;
/// 6. at both ends, white space and a sentence's punctuation go: sentence ends, quotation marks, brackets, and
///    `, ; : ¿ ¡`. Other punctuation stays, because `C#` is not `C`; so does all of a text that has nothing else.
package struct NormalisedText: Sendable, Hashable {
    package let text: String

    package init(_ original: some StringProtocol) {
        var scalars = String.UnicodeScalarView()
        var isAfterSpace = false
        for scalar in original.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            let properties = scalar.properties
            guard !properties.isDefaultIgnorableCodePoint else { continue }
            guard !properties.isWhitespace else {
                isAfterSpace = true
                continue
            }
            if isAfterSpace, !scalars.isEmpty { scalars.append(" ") }
            isAfterSpace = false
            scalars.append(scalar.plain)
        }
        let start = scalars.firstIndex { !$0.isLeftOutAtEnds }
        let end = scalars.lastIndex { !$0.isLeftOutAtEnds }
        if let start, let end { scalars = String.UnicodeScalarView(scalars[start...end]) }
        text = String(scalars)
    }
}

extension Unicode.Scalar {
    fileprivate var plain: Unicode.Scalar {
        switch self {
        case "\u{2018}"..."\u{201B}", "\u{02BC}": "'"
        case "\u{201C}"..."\u{201F}": "\""
        case "\u{2212}": "-"
        case "\u{03C2}": "\u{03C3}"
        default: !isASCII && properties.generalCategory == .dashPunctuation ? "-" : self
        }
    }

    fileprivate var isLeftOutAtEnds: Bool {
        switch self {
        case " ", ",", ";", ":", "\u{BF}", "\u{A1}": true
        default: isBracketOrQuotationMark || properties.isSentenceTerminal
        }
    }

    private var isBracketOrQuotationMark: Bool {
        switch properties.generalCategory {
        case .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation: true
        default: properties.isQuotationMark
        }
    }
}
