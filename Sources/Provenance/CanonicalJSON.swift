import Foundation

/// JSON with one spelling for each value: sorted keys, no whitespace, slashes unescaped, dates as ISO 8601.
///
/// What digests are taken of. A number that is not finite is an error. As RFC 8785, but for the exponents of very large
/// and very small numbers, which are spelt as Swift prints them.
package enum CanonicalJSON {
    package static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return try encoder.encode(value)
    }

    package static func string(_ value: some Encodable) throws -> String {
        String(decoding: try data(value), as: UTF8.self)
    }
}
