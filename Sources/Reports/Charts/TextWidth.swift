import Foundation

extension StringProtocol {
    /// How wide the text is at most in any of the usual system fonts, in em.
    ///
    /// A chart has to know before anyone draws it, and cannot choose the reader's font: letters of ASCII are as wide as in the
    /// wider of DejaVu Sans and Liberation Sans (near Verdana and Arial), others as wide as the widest of their kind.
    var widthInEm: Double { unicodeScalars.reduce(0) { $0 + $1.widthInEm } }
}

extension Unicode.Scalar {
    fileprivate var widthInEm: Double {
        if isASCII { return asciiWidths[Int(value)] }
        if let width = punctuationWidths[self] { return width }
        if isFullWidth { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        case .lowercaseLetter, .uppercaseLetter: return letterWidth
        default: return widestOfItsKind
        }
    }

    /// A letter with accents is as wide as without.
    private var letterWidth: Double {
        let base = String(self).decomposedStringWithCanonicalMapping.unicodeScalars.first ?? self
        if base.isASCII { return Swift.max(asciiWidths[Int(base.value)], base == "i" ? 0.4 : 0) }
        let isLowercase = properties.generalCategory == .lowercaseLetter
        // Greek and Cyrillic.
        if (0x370..<0x460).contains(value) { return isLowercase ? 0.95 : 1.12 }
        return isLowercase ? 1.2 : 1.45
    }

    /// Chinese, Japanese and Korean characters, and the Latin ones made to go with them.
    private var isFullWidth: Bool {
        switch value {
        case 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }

    private var widestOfItsKind: Double {
        switch value {
        // Hebrew, and Arabic with its two wide letters.
        case 0x5D0...0x5EF: 0.8
        case 0x633...0x636, 0x69A...0x69E: 1.25
        case 0x620...0x6FF: 1.05
        case 0x2E3A: 2
        case 0x2E3B: 3
        // Whole phrases in one character.
        case 0xFDF0...0xFDFF: 12
        // Cuneiform, hieroglyphs.
        case 0x12000...0x1254F: 5
        case 0x13000...0x1467F: 2.5
        case 0x1676, 0x1675, 0x1672, 0x1671, 0x2031: 1.8
        default: 1.6
        }
    }
}

/// In em, by code; what is below the space is never drawn.
private let asciiWidths: [Double] = {
    let hundredths = [
        32, 41, 46, 84, 64, 95, 78, 28, 39, 39, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34,
        84,
        84, 84, 56, 102, 69, 69, 73, 77, 67, 62, 78, 76, 30, 50, 67, 56, 87, 75, 79, 67, 79, 73, 67, 62, 74, 69, 99, 69,
        67, 69, 39, 34, 39, 84, 56, 50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40,
        64,
        60, 82, 60, 60, 53, 64, 34, 64, 84,
    ]
    return [Double](repeating: 0.32, count: 32) + hundredths.map { Double($0) / 100 } + [1]
}()

private let punctuationWidths: [Unicode.Scalar: Double] = [
    "–": 0.56, "—": 1, "−": 0.84, "…": 1, "·": 0.34, "“": 0.52, "”": 0.52, "‘": 0.32, "’": 0.32, "⟦": 0.6, "⟧": 0.6,
    "×": 0.84, "±": 0.84, "°": 0.5, "κ": 0.6, "α": 0.66,
]
