import Foundation

/// A text that is marked wherever it occurs in transcripts, in upper or lower case.
package struct TextMark: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable {
        case trigger
        case behavior
    }

    package var text: String
    package var kind: Kind

    package init(_ text: String, kind: Kind) {
        self.text = text
        self.kind = kind
    }
}

extension [TextMark] {
    /// The text as HTML, with each occurrence of a mark's text in a `<mark>`; the earliest wins, then the longest.
    package func marked(_ text: String) -> HTML {
        var rest = text[...]
        var html: HTML = ""
        while let (mark, range) = first(in: rest) {
            let before = String(rest[..<range.lowerBound])
            html = html + #"\#(before)<mark class="\#(mark.kind.rawValue)">\#(String(rest[range]))</mark>"#
            rest = rest[range.upperBound...]
        }
        return html + "\(String(rest))"
    }

    private func first(in text: Substring) -> (mark: TextMark, range: Range<Substring.Index>)? {
        let occurrences = compactMap { mark in
            text.range(of: mark.text, options: .caseInsensitive).map { (mark: mark, range: $0) }
        }
        return occurrences.min {
            ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
        }
    }
}
