/// The types of metadata values, by their number in GGUF files.
enum GGUFValueType: UInt32 {
    case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

    /// The fewest bytes that a value of the type takes.
    var minimumSize: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .string, .uint64, .int64, .float64: 8
        case .array: 12
        }
    }
}

extension ByteReader {
    /// How deep arrays may hold arrays; known files need 1.
    private static let maximumNesting = 4

    mutating func readValueType(of what: String) throws(ModelFileError) -> GGUFValueType {
        let start = offset
        let number = try read(UInt32.self, of: "the type of \(what)")
        guard let type = GGUFValueType(rawValue: number) else {
            throw error(expected: "the type of \(what), 0 to 12", found: "\(number)", at: start)
        }
        return type
    }

    mutating func readValue(_ type: GGUFValueType, of what: String) throws(ModelFileError) -> GGUFValue {
        switch type {
        case .float32, .float64: .float(try readFloat(type, of: what))
        case .bool: .bool(try readBool(of: what))
        case .string: .string(try readString(of: what))
        case .array: try readArray(of: what, nesting: 1)
        default: .integer(try readInteger(type, of: what))
        }
    }

    private mutating func readArray(of what: String, nesting: Int) throws(ModelFileError) -> GGUFValue {
        guard nesting <= Self.maximumNesting else {
            throw error(expected: "\(what) nested at most \(Self.maximumNesting) deep", found: "deeper arrays")
        }
        let type = try readValueType(of: "the elements of \(what)")
        let count = try readCount(of: "elements of \(what)", eachAtLeast: type.minimumSize)
        switch type {
        case .float32, .float64:
            return .floats(
                try readElements(count) { reader throws(ModelFileError) in try reader.readFloat(type, of: what) })
        case .bool:
            return .bools(try readElements(count) { reader throws(ModelFileError) in try reader.readBool(of: what) })
        case .string:
            return .strings(
                try readElements(count) { reader throws(ModelFileError) in try reader.readString(of: what) })
        case .array:
            return .arrays(
                try readElements(count) { reader throws(ModelFileError) in
                    try reader.readArray(of: what, nesting: nesting + 1)
                })
        default:
            return .integers(
                try readElements(count) { reader throws(ModelFileError) in try reader.readInteger(type, of: what) })
        }
    }

    private mutating func readElements<Element>(
        _ count: Int, _ readElement: (inout ByteReader) throws(ModelFileError) -> Element
    ) throws(ModelFileError) -> [Element] {
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try readElement(&self)) }
        return elements
    }

    private mutating func readFloat(_ type: GGUFValueType, of what: String) throws(ModelFileError) -> Double {
        type == .float32
            ? Double(Float(bitPattern: try read(UInt32.self, of: what)))
            : Double(bitPattern: try read(UInt64.self, of: what))
    }

    private mutating func readBool(of what: String) throws(ModelFileError) -> Bool {
        let byte = try read(UInt8.self, of: what)
        guard byte <= 1 else { throw error(expected: "\(what) as a bool, 0 or 1", found: "\(byte)", at: offset - 1) }
        return byte == 1
    }

    private mutating func readInteger(_ type: GGUFValueType, of what: String) throws(ModelFileError) -> Int {
        switch type {
        case .uint8: return Int(try read(UInt8.self, of: what))
        case .int8: return Int(try read(Int8.self, of: what))
        case .uint16: return Int(try read(UInt16.self, of: what))
        case .int16: return Int(try read(Int16.self, of: what))
        case .uint32: return Int(try read(UInt32.self, of: what))
        case .int32: return Int(try read(Int32.self, of: what))
        case .int64: return Int(try read(Int64.self, of: what))
        default:
            let value = try read(UInt64.self, of: what)
            guard let integer = Int(exactly: value) else {
                throw error(expected: "\(what) below 2⁶³", found: "\(value)", at: offset - 8)
            }
            return integer
        }
    }
}
