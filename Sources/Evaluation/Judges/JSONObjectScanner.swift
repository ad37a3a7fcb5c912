import Foundation
import Provenance

/// Finds JSON objects in a text that is mostly something else.
///
/// Strict: an object that breaks a rule of RFC 8259, names a key twice, or nests deeper than 16 levels is none.
struct JSONObjectScanner {
    /// The outermost objects in the last 16 KiB of a text, in order.
    static func objects(in text: Substring) -> [[String: JSONValue]] {
        var scanner = JSONObjectScanner(bytes: Array(text.utf8.suffix(16 * 1024)))
        var objects: [[String: JSONValue]] = []
        var start = 0
        while let brace = scanner.bytes[start...].firstIndex(of: UInt8(ascii: "{")) {
            scanner.position = brace
            let object = scanner.object(depth: 16)
            if let object { objects.append(object) }
            start = object == nil ? brace + 1 : scanner.position
        }
        return objects
    }

    private let bytes: [UInt8]
    private var position = 0

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func object(depth: Int) -> [String: JSONValue]? {
        guard depth > 0, skip("{") else { return nil }
        var members: [String: JSONValue] = [:]
        if skip("}") { return members }
        repeat {
            skipSpace()
            guard let key = string(), skip(":"), let value = value(depth: depth - 1),
                members.updateValue(value, forKey: key) == nil
            else { return nil }
        } while skip(",")
        return skip("}") ? members : nil
    }

    private mutating func array(depth: Int) -> [JSONValue]? {
        guard depth > 0, skip("[") else { return nil }
        var items: [JSONValue] = []
        if skip("]") { return items }
        repeat {
            guard let item = value(depth: depth - 1) else { return nil }
            items.append(item)
        } while skip(",")
        return skip("]") ? items : nil
    }

    private mutating func value(depth: Int) -> JSONValue? {
        skipSpace()
        guard position < bytes.count else { return nil }
        switch UnicodeScalar(bytes[position]) {
        case "{": return object(depth: depth).map { .object($0) }
        case "[": return array(depth: depth).map { .array($0) }
        case "\"": return string().map { .string($0) }
        default: return scalar()
        }
    }

    private mutating func string() -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        let start = position
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] >= 0x20 {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        position += 1
        return decoded(String.self, start..<position)
    }

    /// A number, or `true`, `false` or `null`.
    private mutating func scalar() -> JSONValue? {
        let start = position
        while position < bytes.count, Self.isPartOfScalar(bytes[position]) { position += 1 }
        return decoded(JSONValue.self, start..<position)
    }

    private static func isPartOfScalar(_ byte: UInt8) -> Bool {
        let scalar = UnicodeScalar(byte)
        return scalar.properties.isASCIIHexDigit || scalar.properties.isLowercase
            || "+-.".unicodeScalars.contains(scalar)
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, _ range: Range<Int>) -> Value? {
        try? JSONDecoder().decode(type, from: Data(bytes[range]))
    }

    private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, UnicodeScalar(bytes[position]) == mark else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }
}
