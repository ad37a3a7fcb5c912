/// Reads the JSON of checkpoint headers and indexes, strictly (RFC 8259), member by member, into nothing but what the
/// caller makes of it. A name given twice in an object is an error.
struct JSONReader {
    private static let maximumDepth = 32
    private let bytes: UnsafeRawBufferPointer
    private let file: String
    /// Where `bytes` begin in the file.
    private let start: Int
    private var position = 0
    private var depth = 0

    init(_ bytes: UnsafeRawBufferPointer, file: String, start: Int = 0) {
        self.bytes = bytes
        self.file = file
        self.start = start
    }

    /// Calls `readMember` with each name; it must read the value.
    mutating func readObject(
        of what: @autoclosure () -> String, _ readMember: (inout JSONReader, String) throws(ModelFileError) -> Void
    ) throws(ModelFileError) {
        var names: Set<String> = []
        try readSequence("{", "}", of: what()) { reader throws(ModelFileError) in
            let offset = reader.position
            let name = try reader.readString(of: "a name in \(what())")
            guard names.insert(name).inserted else {
                throw reader.error(expected: "each name in \(what()) once", found: "\(name.quoted) again", at: offset)
            }
            try reader.expect(":", of: what())
            try readMember(&reader, name)
        }
    }

    /// Calls `readElement` for each element; it must read it.
    mutating func readArray(
        of what: @autoclosure () -> String, _ readElement: (inout JSONReader) throws(ModelFileError) -> Void
    ) throws(ModelFileError) {
        try readSequence("[", "]", of: what(), readElement)
    }

    /// A whole number from 0 to 2⁶³-1.
    mutating func readCount(of what: @autoclosure () -> String) throws(ModelFileError) -> Int {
        skipWhitespace()
        let offset = position
        let digits = readWhile { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let isCut = !isAtEnd && [".", "e", "E"].contains(UnicodeScalar(bytes[position]))
        guard let value = Int(digits), !isCut, digits == "0" || digits.first != "0" else {
            throw error(expected: "\(what()) as a whole number below 2⁶³", found: found(at: offset), at: offset)
        }
        return value
    }

    mutating func readString(of what: @autoclosure () -> String) throws(ModelFileError) -> String {
        skipWhitespace()
        let offset = position
        try expect("\"", of: what())
        var text: [UInt8] = []
        while !isAtEnd, bytes[position] != UInt8(ascii: "\"") {
            let byte = bytes[position]
            guard byte >= 0x20 else {
                throw error(expected: "\(what()) with control characters escaped", found: found(at: position))
            }
            position += 1
            if byte == UInt8(ascii: "\\") {
                try text.append(contentsOf: readEscape(of: what()))
            } else {
                text.append(byte)
            }
        }
        try expect("\"", of: what(), skippingWhitespace: false)
        guard let string = String(validating: text, as: UTF8.self) else {
            throw error(expected: "\(what()) as UTF-8 text", found: "bytes that are not", at: offset)
        }
        return string
    }

    /// Reads past a value of any type.
    mutating func skipValue(of what: @autoclosure () -> String) throws(ModelFileError) {
        skipWhitespace()
        guard !isAtEnd else { throw error(expected: what(), found: "the end") }
        switch bytes[position] {
        case UInt8(ascii: "{"):
            try readObject(of: what()) { reader, _ throws(ModelFileError) in try reader.skipValue(of: what()) }
        case UInt8(ascii: "["):
            try readArray(of: what()) { reader throws(ModelFileError) in try reader.skipValue(of: what()) }
        case UInt8(ascii: "\""):
            _ = try readString(of: what())
        default:
            let offset = position
            let token = readWhile { "+-.0123456789abcdefghijklmnopqrstuvwxyzE".utf8.contains($0) }
            guard ["true", "false", "null"].contains(token) || Double(token) != nil else {
                throw error(expected: what(), found: found(at: offset), at: offset)
            }
        }
    }

    /// Makes sure that only whitespace is left.
    mutating func readEnd(of what: @autoclosure () -> String) throws(ModelFileError) {
        skipWhitespace()
        guard isAtEnd else { throw error(expected: "nothing after \(what())", found: found(at: position)) }
    }

    func error(expected: String, found: String, at offset: Int? = nil) -> ModelFileError {
        ModelFileError(file: file, at: .byte(start + (offset ?? position)), expected: expected, found: found)
    }
}

extension JSONReader {
    private var isAtEnd: Bool { position == bytes.count }

    private mutating func readSequence(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, of what: @autoclosure () -> String,
        _ readElement: (inout JSONReader) throws(ModelFileError) -> Void
    ) throws(ModelFileError) {
        try expect(open, of: what())
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw error(expected: "JSON nested at most \(Self.maximumDepth) deep", found: "deeper nesting")
        }
        if skip(close) { return }
        repeat { try readElement(&self) } while skip(",")
        try expect(close, of: what())
    }

    private mutating func expect(
        _ scalar: Unicode.Scalar, of what: @autoclosure () -> String, skippingWhitespace: Bool = true
    ) throws(ModelFileError) {
        guard skip(scalar, skippingWhitespace: skippingWhitespace) else {
            throw error(expected: "'\(scalar)' of \(what())", found: found(at: position))
        }
    }

    /// Reads past `scalar` if it comes next.
    private mutating func skip(_ scalar: Unicode.Scalar, skippingWhitespace: Bool = true) -> Bool {
        if skippingWhitespace { skipWhitespace() }
        guard !isAtEnd, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func skipWhitespace() {
        while !isAtEnd, Self.isWhitespace(bytes[position]) { position += 1 }
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private mutating func readWhile(_ isWanted: (UInt8) -> Bool) -> String {
        let start = position
        while !isAtEnd, isWanted(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// The UTF-8 of what follows a backslash.
    private mutating func readEscape(of what: @autoclosure () -> String) throws(ModelFileError) -> [UInt8] {
        guard !isAtEnd else { throw error(expected: "an escape in \(what())", found: "the end") }
        let offset = position
        position += 1
        switch UnicodeScalar(bytes[offset]) {
        case "\"", "\\", "/": return [bytes[offset]]
        case "b": return [0x08]
        case "f": return [0x0C]
        case "n": return [0x0A]
        case "r": return [0x0D]
        case "t": return [0x09]
        case "u":
            var units = [try readCodeUnit(of: what())]
            if UTF16.isLeadSurrogate(units[0]), skip("\\", skippingWhitespace: false) {
                try expect("u", of: what(), skippingWhitespace: false)
                units.append(try readCodeUnit(of: what()))
            }
            guard let text = String(validating: units, as: UTF16.self) else {
                throw error(expected: "a pair of surrogates in \(what())", found: "half of one", at: offset)
            }
            return Array(text.utf8)
        default:
            throw error(expected: "an escape in \(what())", found: found(at: offset), at: offset)
        }
    }

    private mutating func readCodeUnit(of what: @autoclosure () -> String) throws(ModelFileError) -> UInt16 {
        let offset = position
        position = min(position + 4, bytes.count)
        let digits = bytes[offset..<position]
        guard digits.count == 4, digits.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error(expected: "four hexadecimal digits in \(what())", found: found(at: offset), at: offset) }
        return unit
    }

    private func found(at offset: Int) -> String {
        let rest = bytes[min(offset, bytes.count)..<min(offset + 12, bytes.count)]
        return rest.isEmpty ? "the end" : String(decoding: rest, as: UTF8.self).quoted
    }
}
