import Foundation
import Hummingbird

/// The fields of a form, as they stand in an address or in a request's body (`application/x-www-form-urlencoded`).
struct FormFields: Sendable {
    private let values: [String: [String]]

    /// What cannot be decoded, or is empty, counts as absent.
    init(_ encoded: String) {
        let pairs = encoded.split(separator: "&").compactMap { field -> (String, String)? in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = Self.decoded(parts[0]), let value = Self.decoded(parts[1]),
                !value.isEmpty
            else { return nil }
            return (name, value)
        }
        values = Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1) }
    }

    /// The first field of that name.
    subscript(_ name: String) -> String? { values[name]?.first }

    /// All fields of that name, in their order.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Foundation's own decoding drops a byte order mark at the start, which a trigger may be.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }

    /// Fields for an address, in the given order; those without a value are left out.
    static func encoded(_ fields: KeyValuePairs<String, String?>) -> String {
        let pairs = fields.compactMap { name, value in value.map { "\(name)=\(encoded($0))" } }
        return pairs.joined(separator: "&")
    }

    private static func encoded(_ value: String) -> String {
        value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    /// RFC 3986 without what has a meaning in forms; the slash of transcripts' ids stays readable.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:")
}

extension Request {
    /// The fields in the address.
    var fields: FormFields { FormFields(uri.query ?? "") }
}

extension Response {
    static func redirect(to path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }

    static func page(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    static func text(_ text: String, type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "\(type); charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
