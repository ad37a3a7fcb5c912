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
    /// Bytes that are not part of a well-formed character are left as they are.
    func normalized(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let base = text.baseAddress else { return nil }
        let classified = ClassifiedText(
            bytes: base, end: text.count, classes: CharacterClassTable.normalization.classes.base)
        var output: [UInt8] = []
        var finished = 0
        while true {
            let active = classified.endOfRun(of: .other, from: finished)
            guard active < text.count else { break }
            let start = classified.startOfCharacter(before: active, notBefore: finished)
            let end = classified.endOfRun(of: .normalizing, from: active)
            output += text[finished..<start]
            Self.appendNormalized(String(decoding: text[start..<end], as: UTF8.self), to: &output)
            finished = end
        }
        return finished == 0 ? nil : output + text[finished...]
    }

    /// Appends the normalized form of a few characters, by way of form D: Foundation decomposes some Tibetan vowels only
    /// after it has sorted the marks.
    private static func appendNormalized(_ text: String, to output: inout [UInt8]) {
        var stretch = String.UnicodeScalarView()
        func finishStretch() {
            let decomposed = String(stretch).decomposedStringWithCanonicalMapping
            output += decomposed.precomposedStringWithCanonicalMapping.utf8
            stretch.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            if isKnown(scalar) {
                stretch.append(scalar)
            } else {
                finishStretch()
                output += String(scalar).utf8
            }
        }
        finishStretch()
    }

    /// Characters that take part in normalization as Unicode 9.0 has it.
    ///
    /// Old Hangul letters do not, but Foundation composes them to wrong characters.
    private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1113...0x1160, 0x1176...0x11A7, 0x11C3...0x11FF: return false
        default: return (scalar.properties.age?.major ?? .max) <= 9
        }
    }
}
