/// Any JSON value, for files whose shape is not known beforehand.
enum JSONValue: Sendable, Equatable, Decodable {
    case null
    case boolean(Bool)
    case integer(Int)
    /// A number that is not whole, or too large.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode([String: JSONValue].self) {
            self = .object(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .number(try container.decode(Double.self))
        }
    }

    /// The value at a path of member names and positions in arrays, as in `messages.0.content`.
    ///
    /// A member whose name is the whole path comes first, so names may hold dots.
    func value(at path: some StringProtocol) -> JSONValue? {
        if case .object(let members) = self, let value = members[String(path)] { return value }
        let parts = path.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let next: JSONValue? =
            switch self {
            case .object(let members): parts.count == 2 ? members[String(parts[0])] : nil
            case .array(let elements): Int(parts[0]).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        return parts.count == 2 ? next?.value(at: parts[1]) : next
    }

    /// What the value is, for errors: "a list".
    var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "true or false"
        case .integer, .number: "a number"
        case .string: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
