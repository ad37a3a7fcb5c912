import Foundation

/// A JSON value as it stands in a text, taken apart only as far as somebody asks.
///
/// What is passed over is trusted: that it ends is checked, what stands in it is not.
struct JSONSlice {
    let bytes: UnsafeRawBufferPointer

    private static let decoder = JSONDecoder()

    /// The values of an object's members by the given names, nil where there is none; nil for what is no whole object.
    func members(_ names: StaticString...) -> [JSONSlice?]? {
        var values = [JSONSlice?](repeating: nil, count: names.count)
        let isWhole = forEachPart(open: "{", close: "}") { position in
            guard let name = end(ofStringAt: position) else { return nil }
            let colon = afterSpace(name)
            guard isMark(":", at: colon) else { return nil }
            let start = afterSpace(colon + 1)
            guard let end = end(ofValueAt: start) else { return nil }
            if let index = names.firstIndex(where: { isName($0, at: position..<name) }) {
                values[index] = JSONSlice(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
            return end
        }
        return isWhole ? values : nil
    }

    /// Calls `body` with each element of an array; returns whether it is a whole one.
    func forEachElement(_ body: (JSONSlice) -> Void) -> Bool {
        forEachPart(open: "[", close: "]") { position in
            guard let end = end(ofValueAt: position) else { return nil }
            body(JSONSlice(bytes: UnsafeRawBufferPointer(rebasing: bytes[position..<end])))
            return end
        }
    }

    /// Nil for what is no string, or one that Unicode does not allow.
    var string: String? {
        guard bytes.first == UInt8(ascii: "\""), end(ofStringAt: 0) == bytes.count else { return nil }
        let content = UnsafeRawBufferPointer(rebasing: bytes[1..<bytes.count - 1])
        guard content.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") }) else {
            return String(validating: content, as: UTF8.self)
        }
        return try? Self.decoder.decode(String.self, from: Data(bytes))
    }

    var integer: Int? { Int(String(decoding: bytes, as: UTF8.self)) }

    var isNull: Bool { bytes.elementsEqual("null".utf8) }

    /// Two numbers in order, as Swift encodes a range.
    var range: Range<Int>? {
        var bounds: [Int?] = []
        guard forEachElement({ bounds.append($0.integer) }), bounds.count == 2, let lower = bounds[0],
            let upper = bounds[1], lower <= upper
        else { return nil }
        return lower..<upper
    }
}

extension JSONSlice {
    /// Calls `readPart` with where each part of an object or array begins; it returns where it ends, or nil to give up.
    private func forEachPart(open: Unicode.Scalar, close: Unicode.Scalar, _ readPart: (Int) -> Int?) -> Bool {
        guard isMark(open, at: 0) else { return false }
        var position = afterSpace(1)
        if isMark(close, at: position) { return position + 1 == bytes.count }
        while let end = readPart(position) {
            position = afterSpace(end)
            if isMark(close, at: position) { return position + 1 == bytes.count }
            guard isMark(",", at: position) else { return false }
            position = afterSpace(position + 1)
        }
        return false
    }

    private func end(ofValueAt start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "\""): return end(ofStringAt: start)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return end(ofContainerAt: start)
        default:
            let end = bytes[start...].firstIndex { Self.endsScalar($0) } ?? bytes.count
            return end > start ? end : nil
        }
    }

    private func end(ofStringAt start: Int) -> Int? {
        guard isMark("\"", at: start), let base = bytes.baseAddress else { return nil }
        var position = start + 1
        while position < bytes.count, let found = memchr(base + position, 0x22, bytes.count - position) {
            let quote = UnsafeRawPointer(found) - base
            var backslashes = quote
            while backslashes > start + 1, bytes[backslashes - 1] == UInt8(ascii: "\\") { backslashes -= 1 }
            if (quote - backslashes).isMultiple(of: 2) { return quote + 1 }
            position = quote + 1
        }
        return nil
    }

    private func end(ofContainerAt start: Int) -> Int? {
        var depth = 0
        var position = start
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard let end = end(ofStringAt: position) else { return nil }
                position = end
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { return position }
        }
        return nil
    }

    private func isName(_ name: StaticString, at quoted: Range<Int>) -> Bool {
        guard let base = bytes.baseAddress, quoted.count == name.utf8CodeUnitCount + 2 else { return false }
        return memcmp(base + quoted.lowerBound + 1, name.utf8Start, name.utf8CodeUnitCount) == 0
    }

    private func isMark(_ mark: Unicode.Scalar, at position: Int) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: mark)
    }

    private func afterSpace(_ position: Int) -> Int {
        var position = position
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        return position
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }
}
