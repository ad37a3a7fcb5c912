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
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        var high: UInt8?
        for digit in hex.utf8 {
            guard let value = Self.value(ofDigit: digit) else { return nil }
            if let upper = high {
                bytes.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        guard bytes.count == 32, high == nil else { return nil }
        self.bytes = bytes
    }

    private static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// 64 lowercase hexadecimal digits.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The first 12 digits: enough for a reader to tell digests apart.
    package var short: String { String(hex.prefix(12)) }

    /// The first eight bytes: enough for a table to tell contents apart that nobody made alike on purpose.
    package var leadingBits: Int64 { bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) } }
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
