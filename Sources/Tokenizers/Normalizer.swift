import Foundation

/// What is done to text before it is split.
package enum Normalizer: String, Sendable, CaseIterable {
    /// Unicode's normalization form C, in which `e` and a combining acute accent become `é`.
    ///
    /// Hugging Face tokenizers know the characters of Unicode 9.0. To agree with them, characters that came later are
    /// left where they are and nothing is reordered or composed across them.
    case nfc

    /// The normalized text, or nil if that is the text itself.
    ///
    /// Text that is not valid UTF-8 is left as it is.
    func normalized(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        if text.allSatisfy({ $0 < 0x80 }) { return nil }
        guard let string = String(validating: text, as: UTF8.self) else { return nil }
        if string.unicodeScalars.allSatisfy(Self.isInert) { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var stretch = String.UnicodeScalarView()
        func finishStretch() {
            output.append(contentsOf: String(stretch).precomposedStringWithCanonicalMapping.utf8)
            stretch.removeAll(keepingCapacity: true)
        }
        for scalar in string.unicodeScalars {
            if Self.isKnown(scalar) {
                stretch.append(scalar)
            } else {
                finishStretch()
                output.append(contentsOf: String(scalar).utf8)
            }
        }
        finishStretch()
        return output
    }

    /// Blocks of frequent characters that neither change nor take part in any composition as second character.
    private static func isInert(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300, 0x2010...0x2027, 0x3000...0x3029, 0x309B...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
            0xFF00...0xFFEF:
            return true
        default: return false
        }
    }

    private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
        guard let age = scalar.properties.age else { return false }
        return age.major <= 9
    }
}
