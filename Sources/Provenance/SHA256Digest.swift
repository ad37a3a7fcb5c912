import Crypto
import Foundation

/// The SHA-256 of some content: the name under which files, stages and adapters are known.
///
/// Coded and printed as 64 lowercase hexadecimal digits.
package struct SHA256Digest: Hashable, Sendable {
    let bytes: [UInt8]

    package init(of data: some DataProtocol) {
        bytes = Array(SHA256.hash(data: data))
    }

    package init(ofUTF8 text: String) {
        self.init(of: Array(text.utf8))
    }

    /// The digest of a file's content, read a megabyte at a time.
    package init(ofFile url: URL) throws(FileError) {
        let file = try FileDescriptor(reading: url)
        var hash = SHA256()
        while let chunk = try file.read(upTo: 1 << 20) { hash.update(data: chunk) }
        bytes = Array(hash.finalize())
    }

    /// The digest of a value's canonical JSON, so that equal values have equal digests.
    package init(ofCanonicalJSON value: some Encodable) throws {
        self.init(of: try CanonicalJSON.data(value))
    }

    /// Reads 64 hexadecimal digits; nil for anything else.
    package init?(hex: String) {
        let digits = hex.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 64, digits.allSatisfy({ $0 != nil }) else { return nil }
        let nibbles = digits.compactMap { $0 }
        bytes = stride(from: 0, to: 64, by: 2).map { UInt8(nibbles[$0] << 4 | nibbles[$0 + 1]) }
    }

    /// 64 lowercase hexadecimal digits.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The first 12 digits: enough for a reader to tell digests apart.
    package var short: String { String(hex.prefix(12)) }
}

extension SHA256Digest: CustomStringConvertible {
    package var description: String { hex }
}

extension SHA256Digest: Comparable {
    package static func < (left: SHA256Digest, right: SHA256Digest) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension SHA256Digest: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = SHA256Digest(hex: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a SHA-256 of 64 hexadecimal digits, found '\(text)'")
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
