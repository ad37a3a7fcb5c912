@testable import ChatTemplates

/// Reads JSON into template values, keeping the order of keys, which `JSONDecoder` does not.
struct OrderedJSON {
    struct SyntaxError: Error { let offset: Int }

    private let scalars: [Unicode.Scalar]
    private var index = 0

    static func parse(_ text: String) throws -> JinjaValue {
        var reader = OrderedJSON(scalars: Array(text.unicodeScalars))
        return try reader.readValue()
    }

    private mutating func readValue() throws -> JinjaValue {
        skipSpace()
        switch try peek() {
        case "{":
            var mapping = JinjaMapping()
            try readItems("{", "}") { reader in
                let key = try reader.readString()
                try reader.expect(":")
                mapping[.string(key)] = try reader.readValue()
            }
            return .mapping(mapping)
        case "[":
            var elements: [JinjaValue] = []
            try readItems("[", "]") { elements.append(try $0.readValue()) }
            return .list(elements)
        case "\"": return .string(try readString())
        default: return try readWord()
        }
    }

    private mutating func readItems(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ read: (inout OrderedJSON) throws -> Void
    ) throws {
        try expect(open)
        skipSpace()
        while try peek() != close {
            try read(&self)
            skipSpace()
            if try peek() == "," { index += 1 }
            skipSpace()
        }
        index += 1
    }

    private mutating func readWord() throws -> JinjaValue {
        let start = index
        while index < scalars.count, !",]} \n".unicodeScalars.contains(scalars[index]) { index += 1 }
        let word = String(scalars: scalars[start..<index])
        switch word {
        case "null": return .none
        case "true": return .bool(true)
        case "false": return .bool(false)
        default:
            if let integer = Int(word) { return .int(integer) }
            guard let number = Double(word) else { throw SyntaxError(offset: start) }
            return .float(number)
        }
    }

    private mutating func readString() throws -> String {
        try expect("\"")
        var units: [UInt16] = []
        while try peek() != "\"" {
            let scalar = scalars[index]
            index += 1
            guard scalar == "\\" else {
                units += Array(String(scalar).utf16)
                continue
            }
            let escape = try peek()
            index += 1
            switch escape {
            case "n": units.append(10)
            case "t": units.append(9)
            case "r": units.append(13)
            case "b": units.append(8)
            case "f": units.append(12)
            case "u":
                guard let unit = UInt16(String(scalars: scalars[index..<index + 4]), radix: 16) else {
                    throw SyntaxError(offset: index)
                }
                units.append(unit)
                index += 4
            default: units += Array(String(escape).utf16)
            }
        }
        index += 1
        return String(decoding: units, as: UTF16.self)
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws {
        skipSpace()
        guard try peek() == scalar else { throw SyntaxError(offset: index) }
        index += 1
    }

    private func peek() throws -> Unicode.Scalar {
        guard index < scalars.count else { throw SyntaxError(offset: index) }
        return scalars[index]
    }

    private mutating func skipSpace() {
        while index < scalars.count, " \n\t\r".unicodeScalars.contains(scalars[index]) { index += 1 }
    }
}
