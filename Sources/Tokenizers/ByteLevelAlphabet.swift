/// The one-to-one spelling of bytes as printable characters that byte-level vocabularies are written in.
///
/// GPT-2's `bytes_to_unicode`: printable Latin-1 bytes stand for themselves, and the other 68 bytes are, in order,
/// U+0100 and up, so that a space is spelled `Ġ` and a line feed `Ċ`.
package enum ByteLevelAlphabet {
    /// The scalar that spells each byte.
    static let scalars: [Unicode.Scalar] = {
        var nextUnprintable: UInt16 = 0x100
        return (0...255).map { (byte: UInt8) in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
            default:
                defer { nextUnprintable += 1 }
                return Unicode.Scalar(nextUnprintable) ?? Unicode.Scalar(byte)
            }
        }
    }()

    /// The byte that each scalar value below 0x144 spells, or -1.
    private static let bytes: [Int16] = {
        var bytes = [Int16](repeating: -1, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar.value)] = Int16(byte) }
        return bytes
    }()

    /// Appends the bytes that `spelling` stands for, or returns false (having appended some) if a character is foreign.
    static func append(_ spelling: some StringProtocol, to output: inout [UInt8]) -> Bool {
        for scalar in spelling.unicodeScalars {
            guard scalar.value < bytes.count, bytes[Int(scalar.value)] >= 0 else { return false }
            output.append(UInt8(truncatingIfNeeded: bytes[Int(scalar.value)]))
        }
        return true
    }

    /// The bytes that `spelling` stands for, or nil if it uses a character outside the alphabet.
    package static func bytes(of spelling: String) -> [UInt8]? {
        var output: [UInt8] = []
        return append(spelling, to: &output) ? output : nil
    }

    /// The spelling of `bytes`.
    package static func spelling(of bytes: some Sequence<UInt8>) -> String {
        var spelling = String.UnicodeScalarView()
        for byte in bytes { spelling.append(scalars[Int(byte)]) }
        return String(spelling)
    }
}
